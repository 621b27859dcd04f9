package io.deputy.biscuit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operations of expressions on values. An operation on types that it does not take, an overflow
 * and a division by zero are errors. Whatever is read or built is paid for first.
 *
 * <p>Source: Biscuit specification, "Operations"; where it is silent, the reference implementation.
 */
final class Operations {
  private final StepBudget budget;
  private final Map<String, BoundedPattern> patterns = new HashMap<>();

  Operations(StepBudget budget) {
    this.budget = budget;
  }

  static boolean bool(Term term) throws EvaluationStop {
    if (term instanceof Term.Bool bool) {
      return bool.value();
    }
    throw wrongType();
  }

  /** What {@code all} and {@code any} run over; of a map, arrays of key and value. */
  static List<Term> members(Term term) throws EvaluationStop {
    if (term instanceof Term.SetOf set) {
      return set.members();
    }
    if (term instanceof Term.ArrayOf array) {
      return array.members();
    }
    if (term instanceof Term.MapOf map) {
      List<Term> pairs = new ArrayList<>(map.entries().size());
      map.entries().forEach((key, value) -> pairs.add(new Term.ArrayOf(List.of(key, value))));
      return pairs;
    }
    throw wrongType();
  }

  Term unary(Op.UnaryKind kind, Term value) throws EvaluationStop {
    return switch (kind) {
      case NEGATE -> new Term.Bool(!bool(value));
      case PARENS -> value;
      case LENGTH -> new Term.Int(length(value));
      case TYPE_OF -> new Term.Str(typeOf(value));
      case FFI -> throw wrongType();
    };
  }

  Term binary(Op.BinaryKind kind, Term left, Term right) throws EvaluationStop {
    return switch (kind) {
      case LESS_THAN -> new Term.Bool(compare(left, right) < 0);
      case GREATER_THAN -> new Term.Bool(compare(left, right) > 0);
      case LESS_OR_EQUAL -> new Term.Bool(compare(left, right) <= 0);
      case GREATER_OR_EQUAL -> new Term.Bool(compare(left, right) >= 0);
      case STRICT_EQUAL -> new Term.Bool(strictlyEqual(left, right));
      case STRICT_NOT_EQUAL -> new Term.Bool(!strictlyEqual(left, right));
      case EQUAL -> new Term.Bool(equal(left, right));
      case NOT_EQUAL -> new Term.Bool(!equal(left, right));
      case CONTAINS -> new Term.Bool(contains(left, right));
      case PREFIX -> new Term.Bool(startsWith(left, right));
      case SUFFIX -> new Term.Bool(endsWith(left, right));
      case REGEX -> new Term.Bool(matches(text(left), text(right)));
      case ADD -> add(left, right);
      case SUB, MUL, DIV, BITWISE_AND, BITWISE_OR, BITWISE_XOR ->
          new Term.Int(arithmetic(kind, number(left), number(right)));
      case AND -> new Term.Bool(Boolean.logicalAnd(bool(left), bool(right)));
      case OR -> new Term.Bool(Boolean.logicalOr(bool(left), bool(right)));
      case INTERSECTION -> intersection(set(left), set(right));
      case UNION -> union(set(left), set(right));
      case GET -> get(left, right);
      case LAZY_AND, LAZY_OR, ALL, ANY, TRY_OR, FFI -> throw wrongType();
    };
  }

  private long length(Term value) throws EvaluationStop {
    if (value instanceof Term.Str string) {
      budget.spendFor(value);
      return string.value().getBytes(StandardCharsets.UTF_8).length;
    }
    if (value instanceof Term.Bin bytes) {
      return bytes.value().size();
    }
    return value instanceof Term.MapOf map ? map.entries().size() : members(value).size();
  }

  private static String typeOf(Term value) throws EvaluationStop {
    if (value instanceof Term.Int) {
      return "integer";
    } else if (value instanceof Term.Str) {
      return "string";
    } else if (value instanceof Term.Date) {
      return "date";
    } else if (value instanceof Term.Bin) {
      return "bytes";
    } else if (value instanceof Term.Bool) {
      return "bool";
    } else if (value instanceof Term.SetOf) {
      return "set";
    } else if (value instanceof Term.Null) {
      return "null";
    } else if (value instanceof Term.ArrayOf) {
      return "array";
    } else if (value instanceof Term.MapOf) {
      return "map";
    }
    throw wrongType();
  }

  private static int compare(Term left, Term right) throws EvaluationStop {
    if (left instanceof Term.Date earlier && right instanceof Term.Date later) {
      return Long.compareUnsigned(earlier.epochSeconds(), later.epochSeconds());
    }
    return Long.compare(number(left), number(right));
  }

  private boolean strictlyEqual(Term left, Term right) throws EvaluationStop {
    if (left.getClass() != right.getClass()) {
      throw wrongType();
    }
    return equal(left, right);
  }

  private boolean equal(Term left, Term right) throws EvaluationStop {
    budget.spendForComparing(left);
    budget.spendForComparing(right);
    return TermOrder.INSTANCE.compare(left, right) == 0;
  }

  private boolean contains(Term left, Term right) throws EvaluationStop {
    budget.spendFor(left);
    if (left instanceof Term.Str string) {
      budget.spendFor(right);
      return string.value().contains(text(right));
    }
    // No member is compared further than it is long, and the members are paid for.
    budget.spendForComparing(right);
    if (left instanceof Term.ArrayOf array) {
      return hasMember(array.members(), right);
    }
    if (left instanceof Term.MapOf map) {
      return map.entries().containsKey(right);
    }
    List<Term> members = set(left).members();
    if (right instanceof Term.SetOf others) {
      return tree(members).containsAll(others.members());
    }
    if (right instanceof Term.Null
        || right instanceof Term.ArrayOf
        || right instanceof Term.MapOf) {
      throw wrongType();
    }
    return hasMember(members, right);
  }

  private static boolean hasMember(List<Term> members, Term term) {
    return members.stream().anyMatch(m -> TermOrder.INSTANCE.compare(m, term) == 0);
  }

  private boolean startsWith(Term left, Term right) throws EvaluationStop {
    budget.spendFor(right);
    if (left instanceof Term.ArrayOf whole && right instanceof Term.ArrayOf part) {
      int size = part.members().size();
      return size <= whole.members().size()
          && same(whole.members().subList(0, size), part.members());
    }
    return text(left).startsWith(text(right));
  }

  private boolean endsWith(Term left, Term right) throws EvaluationStop {
    budget.spendFor(right);
    if (left instanceof Term.ArrayOf whole && right instanceof Term.ArrayOf part) {
      int size = whole.members().size();
      int from = size - part.members().size();
      return from >= 0 && same(whole.members().subList(from, size), part.members());
    }
    return text(left).endsWith(text(right));
  }

  private boolean matches(String text, String pattern) throws EvaluationStop {
    BoundedPattern compiled = patterns.get(pattern);
    if (compiled == null) {
      compiled = BoundedPattern.compile(pattern, budget);
      patterns.put(pattern, compiled);
    }
    return compiled.find(text, budget);
  }

  private Term add(Term left, Term right) throws EvaluationStop {
    if (left instanceof Term.Str start && right instanceof Term.Str end) {
      budget.spendFor(start);
      budget.spendFor(end);
      return new Term.Str(start.value() + end.value());
    }
    return new Term.Int(arithmetic(Op.BinaryKind.ADD, number(left), number(right)));
  }

  private static long arithmetic(Op.BinaryKind kind, long left, long right) throws EvaluationStop {
    try {
      return switch (kind) {
        case ADD -> Math.addExact(left, right);
        case SUB -> Math.subtractExact(left, right);
        case MUL -> Math.multiplyExact(left, right);
        case DIV -> divide(left, right);
        case BITWISE_AND -> left & right;
        case BITWISE_OR -> left | right;
        case BITWISE_XOR -> left ^ right;
        default -> throw wrongType();
      };
    } catch (ArithmeticException e) {
      throw EvaluationStop.error("an expression overflows 64 bits or divides by zero");
    }
  }

  /** Java's division overflows silently for one pair of numbers. */
  private static long divide(long left, long right) {
    if (left == Long.MIN_VALUE && right == -1) {
      throw new ArithmeticException();
    }
    return left / right;
  }

  private Term intersection(Term.SetOf left, Term.SetOf right) throws EvaluationStop {
    Set<Term> members = members(left, right);
    members.retainAll(tree(right.members()));
    return new Term.SetOf(List.copyOf(members));
  }

  private Term union(Term.SetOf left, Term.SetOf right) throws EvaluationStop {
    Set<Term> members = members(left, right);
    members.addAll(right.members());
    return new Term.SetOf(List.copyOf(members));
  }

  /** The members of {@code left}, both sets being paid for. */
  private Set<Term> members(Term.SetOf left, Term.SetOf right) throws EvaluationStop {
    budget.spendFor(left);
    budget.spendFor(right);
    return tree(left.members());
  }

  private static Set<Term> tree(List<Term> members) {
    Set<Term> tree = new TreeSet<>(TermOrder.INSTANCE);
    tree.addAll(members);
    return tree;
  }

  private static boolean same(List<Term> left, List<Term> right) {
    return TermOrder.INSTANCE.compare(left, right) == 0;
  }

  private static Term get(Term left, Term right) throws EvaluationStop {
    if (left instanceof Term.ArrayOf array) {
      long index = number(right);
      boolean inside = index >= 0 && index < array.members().size();
      return inside ? array.members().get((int) index) : new Term.Null();
    }
    boolean key = right instanceof Term.Int || right instanceof Term.Str;
    if (left instanceof Term.MapOf map && key) {
      return map.entries().getOrDefault(right, new Term.Null());
    }
    throw wrongType();
  }

  private static long number(Term term) throws EvaluationStop {
    if (term instanceof Term.Int number) {
      return number.value();
    }
    throw wrongType();
  }

  private static String text(Term term) throws EvaluationStop {
    if (term instanceof Term.Str string) {
      return string.value();
    }
    throw wrongType();
  }

  private static Term.SetOf set(Term term) throws EvaluationStop {
    if (term instanceof Term.SetOf set) {
      return set;
    }
    throw wrongType();
  }

  private static EvaluationStop wrongType() {
    return EvaluationStop.error("an expression has a value of the wrong type");
  }
}
