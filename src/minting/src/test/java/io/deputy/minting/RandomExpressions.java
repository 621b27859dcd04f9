package io.deputy.minting;

import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Term;
import io.deputy.minting.RandomTerms.Sort;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Expressions of every operation, most of them well typed; the others must fail alike. */
final class RandomExpressions {
  private static final int DEEPEST = 3;

  /** Which features a block may use. */
  enum Level {
    V3_0,
    V3_1,
    V3_3,
    /**
     * What the text parser of biscuit-wasm can read of all this: no eager operators, no collections
     * inside others, no method of a date.
     */
    TEXT
  }

  private final RandomTerms terms;
  private final Level level;
  private final Map<Sort, List<String>> variables = new EnumMap<>(Sort.class);
  private int closures;

  RandomExpressions(RandomTerms terms, Level level) {
    this.terms = terms;
    this.level = level;
  }

  private boolean recent() {
    return level == Level.V3_3;
  }

  void bind(String variable, Sort type) {
    variables.computeIfAbsent(type, t -> new ArrayList<>()).add(variable);
  }

  /** A bound variable of this type. */
  Optional<String> variable(Sort type) {
    List<String> bound = variables.getOrDefault(type, List.of());
    return bound.isEmpty() ? Optional.empty() : Optional.of(terms.of(bound));
  }

  Expression condition() {
    List<Op> ops = new ArrayList<>();
    write(ops, Sort.BOOL, 0);
    return new Expression(ops);
  }

  private void write(List<Op> out, Sort wanted, int depth) {
    Sort type = level != Level.TEXT && terms.chance(2) ? terms.type(recent()) : wanted;
    if (depth < DEEPEST && terms.chance(depth == 0 ? 95 : 55)) {
      switch (type) {
        case BOOL -> bool(out, depth + 1);
        case INT -> integer(out, depth + 1);
        case STR -> text(out, depth + 1);
        case SET -> set(out, depth + 1);
        default -> leaf(out, type);
      }
    } else {
      leaf(out, type);
    }
    if (terms.chance(5)) {
      out.add(unary(Op.UnaryKind.PARENS));
    }
  }

  private void leaf(List<Op> out, Sort type) {
    Optional<String> variable = terms.chance(65) ? variable(type) : Optional.empty();
    out.add(new Op.Push(variable.map(v -> (Term) new Term.Variable(v)).orElse(terms.value(type))));
  }

  private void bool(List<Op> out, int depth) {
    switch (terms.below(recent() ? 15 : 9)) {
      case 0 -> compare(out, depth);
      case 1 -> {
        Sort type = terms.type(recent());
        strict(out, type, depth);
      }
      case 2 -> {
        two(out, Sort.STR, Sort.STR, depth);
        out.add(
            binary(
                terms.of(
                    List.of(Op.BinaryKind.CONTAINS, Op.BinaryKind.PREFIX, Op.BinaryKind.SUFFIX))));
      }
      case 3 -> {
        write(out, Sort.STR, depth);
        out.add(new Op.Push(new Term.Str(terms.pattern())));
        out.add(binary(Op.BinaryKind.REGEX));
      }
      case 4 -> {
        two(out, Sort.SET, terms.chance(30) ? Sort.SET : terms.type(false), depth);
        out.add(binary(Op.BinaryKind.CONTAINS));
      }
      case 5 -> {
        write(out, Sort.BOOL, depth);
        out.add(unary(Op.UnaryKind.NEGATE));
      }
      case 6, 7 -> connective(out, depth);
      case 8 -> {
        two(out, Sort.INT, Sort.INT, depth);
        out.add(binary(terms.chance(50) ? Op.BinaryKind.LESS_THAN : Op.BinaryKind.GREATER_THAN));
      }
      case 9, 10 -> {
        two(out, terms.type(true), terms.type(true), depth);
        out.add(binary(terms.chance(50) ? Op.BinaryKind.EQUAL : Op.BinaryKind.NOT_EQUAL));
      }
      case 11 -> collections(out, depth);
      case 12, 13 -> quantifier(out, depth);
      default -> fallback(out, depth);
    }
  }

  private void compare(List<Op> out, int depth) {
    Sort type = terms.chance(50) ? Sort.INT : Sort.DATE;
    two(out, type, type, depth);
    out.add(
        binary(
            terms.of(
                List.of(
                    Op.BinaryKind.LESS_THAN,
                    Op.BinaryKind.GREATER_THAN,
                    Op.BinaryKind.LESS_OR_EQUAL,
                    Op.BinaryKind.GREATER_OR_EQUAL))));
  }

  private void strict(List<Op> out, Sort type, int depth) {
    two(out, type, type, depth);
    boolean not = level != Level.V3_0 && terms.chance(50);
    out.add(binary(not ? Op.BinaryKind.STRICT_NOT_EQUAL : Op.BinaryKind.STRICT_EQUAL));
  }

  private void connective(List<Op> out, int depth) {
    if (level == Level.TEXT || (level == Level.V3_3 && terms.chance(60))) {
      write(out, Sort.BOOL, depth);
      out.add(closure(Sort.BOOL, depth));
      out.add(binary(terms.chance(50) ? Op.BinaryKind.LAZY_AND : Op.BinaryKind.LAZY_OR));
    } else {
      two(out, Sort.BOOL, Sort.BOOL, depth);
      out.add(binary(terms.chance(50) ? Op.BinaryKind.AND : Op.BinaryKind.OR));
    }
  }

  private void collections(List<Op> out, int depth) {
    if (terms.chance(30)) {
      two(out, Sort.MAP, terms.chance(50) ? Sort.INT : Sort.STR, depth);
      out.add(binary(Op.BinaryKind.CONTAINS));
    } else if (terms.chance(50)) {
      two(out, Sort.ARRAY, terms.type(true), depth);
      out.add(binary(Op.BinaryKind.CONTAINS));
    } else {
      two(out, Sort.ARRAY, Sort.ARRAY, depth);
      out.add(binary(terms.chance(50) ? Op.BinaryKind.PREFIX : Op.BinaryKind.SUFFIX));
    }
  }

  private void quantifier(List<Op> out, int depth) {
    Sort over = terms.of(List.of(Sort.SET, Sort.ARRAY, Sort.MAP));
    write(out, over, depth);
    String parameter = "c" + closures++;
    Sort member = over == Sort.MAP ? Sort.ARRAY : terms.chance(50) ? Sort.INT : Sort.STR;
    bind(parameter, member);
    List<Op> body = new ArrayList<>();
    write(body, Sort.BOOL, depth);
    variables.get(member).remove(parameter);
    out.add(new Op.Closure(List.of(parameter), body));
    out.add(binary(terms.chance(50) ? Op.BinaryKind.ALL : Op.BinaryKind.ANY));
  }

  private void fallback(List<Op> out, int depth) {
    if (terms.chance(10)) {
      out.add(new Op.Push(terms.value(Sort.INT)));
      Optional<String> name = Optional.of("nowhere");
      if (terms.chance(50)) {
        out.add(new Op.Unary(Op.UnaryKind.FFI, name));
      } else {
        out.add(new Op.Push(terms.value(Sort.STR)));
        out.add(new Op.Binary(Op.BinaryKind.FFI, name));
      }
      return;
    }
    // A type out of place is likely to be an error, which try_or is for.
    out.add(closure(terms.chance(40) ? terms.type(true) : Sort.BOOL, depth));
    write(out, Sort.BOOL, depth);
    out.add(binary(Op.BinaryKind.TRY_OR));
  }

  private void integer(List<Op> out, int depth) {
    switch (terms.below(3)) {
      case 0 -> {
        two(out, Sort.INT, Sort.INT, depth);
        List<Op.BinaryKind> kinds =
            new ArrayList<>(
                List.of(
                    Op.BinaryKind.ADD, Op.BinaryKind.SUB, Op.BinaryKind.MUL, Op.BinaryKind.DIV));
        if (level != Level.V3_0) {
          kinds.add(Op.BinaryKind.BITWISE_AND);
          kinds.add(Op.BinaryKind.BITWISE_OR);
          kinds.add(Op.BinaryKind.BITWISE_XOR);
        }
        out.add(binary(terms.of(kinds)));
      }
      case 1 -> {
        Sort type = recent() ? terms.type(true) : terms.of(List.of(Sort.STR, Sort.BIN, Sort.SET));
        write(out, type, depth);
        out.add(unary(Op.UnaryKind.LENGTH));
      }
      default -> {
        if (recent()) {
          boolean array = terms.chance(50);
          write(out, array ? Sort.ARRAY : Sort.MAP, depth);
          write(out, array || terms.chance(50) ? Sort.INT : Sort.STR, depth);
          out.add(binary(Op.BinaryKind.GET));
        } else {
          leaf(out, Sort.INT);
        }
      }
    }
  }

  private void text(List<Op> out, int depth) {
    if (recent() && terms.chance(50)) {
      write(out, terms.type(true), depth);
      out.add(unary(Op.UnaryKind.TYPE_OF));
    } else {
      two(out, Sort.STR, Sort.STR, depth);
      out.add(binary(Op.BinaryKind.ADD));
    }
  }

  private void set(List<Op> out, int depth) {
    two(out, Sort.SET, Sort.SET, depth);
    out.add(binary(terms.chance(50) ? Op.BinaryKind.INTERSECTION : Op.BinaryKind.UNION));
  }

  private Op closure(Sort type, int depth) {
    List<Op> body = new ArrayList<>();
    write(body, type, depth);
    return new Op.Closure(List.of(), body);
  }

  private void two(List<Op> out, Sort left, Sort right, int depth) {
    write(out, left, depth);
    write(out, right, depth);
  }

  private static Op unary(Op.UnaryKind kind) {
    return new Op.Unary(kind, Optional.empty());
  }

  private static Op binary(Op.BinaryKind kind) {
    return new Op.Binary(kind, Optional.empty());
  }
}
