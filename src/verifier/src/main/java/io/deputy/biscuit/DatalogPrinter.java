package io.deputy.biscuit;

import io.deputy.Invisible;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Datalog as text, for people: the syntax of version 3.3. What is printed says what is evaluated:
 * parentheses stand wherever precedence asks for them, and neither text in quotes nor names break
 * out of their place or steer a terminal. The eager {@code and} and {@code or} of old versions
 * print as {@code &&} and {@code ||}.
 *
 * <p>Source: Biscuit specification, "Grammar".
 */
public final class DatalogPrinter {
  /** The last second of the year 9999; RFC 3339 has no later ones. */
  private static final long LAST_DATE = 253_402_300_799L;

  private DatalogPrinter() {}

  /** Every statement of a block, each ended by a semicolon and a new line. */
  public static String block(Block block) {
    StringBuilder text = new StringBuilder();
    if (!block.scopes().isEmpty()) {
      text.append("trusting ").append(scopes(block.scopes())).append(";\n");
    }
    block.facts().forEach(f -> text.append(predicate(f)).append(";\n"));
    block.rules().forEach(r -> text.append(rule(r)).append(";\n"));
    block.checks().forEach(c -> text.append(check(c)).append(";\n"));
    return text.toString();
  }

  /** {@code name(terms)}. */
  public static String predicate(Predicate predicate) {
    return name(predicate.name()) + "(" + terms(predicate.terms()) + ")";
  }

  /** {@code head <- body}. */
  public static String rule(Rule rule) {
    return predicate(rule.head()) + " <- " + body(rule);
  }

  /** {@code check if}, {@code check all} or {@code reject if}. */
  public static String check(Check check) {
    String kind =
        switch (check.kind()) {
          case IF -> "check if ";
          case ALL -> "check all ";
          case REJECT -> "reject if ";
        };
    return kind + queries(check.queries());
  }

  /** {@code allow if} or {@code deny if}. */
  public static String policy(Policy policy) {
    return policy.kind().name().toLowerCase(Locale.ROOT) + " if " + queries(policy.queries());
  }

  /** A key: its algorithm, a slash, hexadecimal. */
  public static String key(PublicKey key) {
    return key.algorithm().name().toLowerCase(Locale.ROOT) + "/" + key.encoded().toHex();
  }

  /** One term. */
  public static String term(Term term) {
    if (term instanceof Term.Variable variable) {
      return "$" + name(variable.name());
    } else if (term instanceof Term.Int number) {
      return Long.toString(number.value());
    } else if (term instanceof Term.Str string) {
      return quoted(string.value());
    } else if (term instanceof Term.Date date) {
      return date(date.epochSeconds());
    } else if (term instanceof Term.Bin bytes) {
      return "hex:" + bytes.value().toHex();
    } else if (term instanceof Term.Bool bool) {
      return Boolean.toString(bool.value());
    } else if (term instanceof Term.SetOf set) {
      return set.members().isEmpty() ? "{,}" : "{" + terms(set.members()) + "}";
    } else if (term instanceof Term.ArrayOf array) {
      return "[" + terms(array.members()) + "]";
    } else if (term instanceof Term.MapOf map) {
      return map.entries().entrySet().stream()
          .map(DatalogPrinter::entry)
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return "null";
  }

  private static String entry(Map.Entry<Term, Term> entry) {
    return term(entry.getKey()) + ": " + term(entry.getValue());
  }

  private static String terms(List<Term> terms) {
    return terms.stream().map(DatalogPrinter::term).collect(Collectors.joining(", "));
  }

  private static String queries(List<Rule> queries) {
    return queries.stream().map(DatalogPrinter::body).collect(Collectors.joining(" or "));
  }

  private static String body(Rule rule) {
    StringBuilder text = new StringBuilder();
    String separator = "";
    for (Predicate predicate : rule.body()) {
      text.append(separator).append(predicate(predicate));
      separator = ", ";
    }
    for (Expression expression : rule.expressions()) {
      text.append(separator).append(expression(expression.ops()).text);
      separator = ", ";
    }
    if (!rule.scopes().isEmpty()) {
      text.append(" trusting ").append(scopes(rule.scopes()));
    }
    return text.toString();
  }

  private static String scopes(List<Scope> scopes) {
    return scopes.stream().map(DatalogPrinter::scope).collect(Collectors.joining(", "));
  }

  private static String scope(Scope scope) {
    if (scope instanceof Scope.ByKey byKey) {
      return key(byKey.key());
    }
    return scope instanceof Scope.Authority ? "authority" : "previous";
  }

  /** An expression, which {@link RuleShape} found sound. */
  private static Piece expression(List<Op> ops) {
    Deque<Piece> stack = new ArrayDeque<>();
    for (Op op : ops) {
      stack.push(piece(op, stack));
    }
    return stack.pop();
  }

  private static Piece piece(Op op, Deque<Piece> stack) {
    if (op instanceof Op.Push push) {
      return Piece.tight(term(push.term()));
    }
    if (op instanceof Op.Closure closure) {
      Piece body = expression(closure.body());
      return closure.parameters().isEmpty()
          ? body
          : new Piece("$" + name(closure.parameters().get(0)) + " -> " + body.text, Syntax.LOOSEST);
    }
    if (op instanceof Op.Unary unary) {
      return unary(unary, stack.pop());
    }
    Op.Binary binary = (Op.Binary) op;
    Piece right = stack.pop();
    Piece left = stack.pop();
    Syntax.Operator operator = Syntax.OPERATORS.get(binary.kind());
    if (operator == null) {
      String method = method(binary);
      return Piece.tight(left.within(Syntax.TIGHTEST) + "." + method + "(" + right.text + ")");
    }
    int level = operator.level();
    // Comparisons don't chain; the other operators group to the left.
    int leftLevel = level == Syntax.COMPARISON ? level + 1 : level;
    return new Piece(
        left.within(leftLevel) + " " + operator.text() + " " + right.within(level + 1), level);
  }

  private static String method(Op.Binary binary) {
    return binary.kind() == Op.BinaryKind.FFI
        ? "extern::" + name(binary.function().orElseThrow())
        : Syntax.METHODS.get(binary.kind());
  }

  private static Piece unary(Op.Unary unary, Piece value) {
    return switch (unary.kind()) {
      case NEGATE -> new Piece("!" + value.within(Syntax.TIGHTEST), Syntax.NEGATION);
      case PARENS -> Piece.tight("(" + value.text + ")");
      case LENGTH -> Piece.tight(value.within(Syntax.TIGHTEST) + ".length()");
      case TYPE_OF -> Piece.tight(value.within(Syntax.TIGHTEST) + ".type()");
      case FFI ->
          Piece.tight(
              value.within(Syntax.TIGHTEST)
                  + ".extern::"
                  + name(unary.function().orElseThrow())
                  + "()");
    };
  }

  private static String date(long epochSeconds) {
    return epochSeconds >= 0 && epochSeconds <= LAST_DATE
        ? Instant.ofEpochSecond(epochSeconds).toString()
        : "<second " + Long.toUnsignedString(epochSeconds) + ">";
  }

  /** A name, or what stands for one that the syntax does not have: it must not read as Datalog. */
  private static String name(String name) {
    boolean sound = !name.isEmpty() && name.chars().allMatch(c -> Syntax.isNamePart((char) c));
    return sound ? name : "<" + quoted(name) + ">";
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
              } else if (c == '\n') {
                out.append("\\n");
              } else if (c != '\t' && Invisible.is(c)) {
                out.append("\\u{").append(Integer.toHexString(c)).append('}');
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append('"').toString();
  }

  /** Text of an expression and how tightly it holds together. */
  private record Piece(String text, int level) {
    static Piece tight(String text) {
      return new Piece(text, Syntax.TIGHTEST);
    }

    /** The text as an operand where at least {@code level} is asked for. */
    String within(int least) {
      return level < least ? "(" + text + ")" : text;
    }
  }
}
