package io.deputy.biscuit;

import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads expressions from text. Source: Biscuit specification, "Grammar". */
final class ExpressionParser {
  /** The operators, those first that begin like a shorter one. */
  private static final List<Op.BinaryKind> BY_LENGTH =
      Syntax.OPERATORS.entrySet().stream()
          .filter(e -> e.getKey() != Op.BinaryKind.AND && e.getKey() != Op.BinaryKind.OR)
          .sorted((a, b) -> b.getValue().text().length() - a.getValue().text().length())
          .map(Map.Entry::getKey)
          .toList();

  private final TextCursor in;
  private final TermParser terms;

  ExpressionParser(TextCursor in, TermParser terms) {
    this.in = in;
    this.terms = terms;
  }

  Expression expression() throws Refusal {
    return new Expression(operators(Syntax.LOOSEST, 0));
  }

  /**
   * Operands and the operators between them that bind at least as tight as {@code least}. Goes one
   * level deeper for each right operand, and for each parenthesis or negation.
   */
  private List<Op> operators(int least, int depth) throws Refusal {
    if (depth > Limits.NESTING) {
      throw in.fault("expressions nest deeper than " + Limits.NESTING + " levels");
    }
    List<Op> left = operand(depth);
    Optional<Op.BinaryKind> pending = operator(least);
    while (pending.isPresent()) {
      Op.BinaryKind kind = pending.get();
      int level = Syntax.OPERATORS.get(kind).level();
      List<Op> right = operators(level + 1, depth + 1);
      boolean lazy = kind == Op.BinaryKind.LAZY_AND || kind == Op.BinaryKind.LAZY_OR;
      if (lazy) {
        left.add(new Op.Closure(List.of(), right));
      } else {
        left.addAll(right);
      }
      left.add(new Op.Binary(kind, Optional.empty()));
      pending = operator(least);
      if (level == Syntax.COMPARISON
          && pending.filter(k -> Syntax.OPERATORS.get(k).level() == level).isPresent()) {
        throw in.fault("comparisons do not chain");
      }
    }
    return left;
  }

  /** Takes the operator that comes next, if it binds at least as tight as {@code least}. */
  private Optional<Op.BinaryKind> operator(int least) throws Refusal {
    in.peek();
    for (Op.BinaryKind kind : BY_LENGTH) {
      Syntax.Operator operator = Syntax.OPERATORS.get(kind);
      if (in.startsWith(operator.text())) {
        return operator.level() >= least && in.accept(operator.text())
            ? Optional.of(kind)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private List<Op> operand(int depth) throws Refusal {
    if (in.accept("!")) {
      List<Op> ops = operators(Syntax.SUM, depth + 1);
      ops.add(new Op.Unary(Op.UnaryKind.NEGATE, Optional.empty()));
      return ops;
    }
    List<Op> ops = new ArrayList<>();
    if (in.accept("(")) {
      ops = operators(Syntax.LOOSEST, depth + 1);
      in.expect(")");
      ops.add(new Op.Unary(Op.UnaryKind.PARENS, Optional.empty()));
    } else {
      ops.add(new Op.Push(terms.pattern(depth)));
    }
    while (in.acceptHere(".")) {
      ops = method(ops, depth);
    }
    return ops;
  }

  private List<Op> method(List<Op> target, int depth) throws Refusal {
    Optional<String> function = Optional.empty();
    String name = in.name();
    if (name.startsWith("extern::")) {
      function = Optional.of(name.substring("extern::".length()));
    }
    in.expect("(");
    if (in.accept(")")) {
      target.add(new Op.Unary(unary(name, function), function));
      return target;
    }
    Op.BinaryKind kind = binary(name, function);
    List<Op> ops = target;
    if (kind == Op.BinaryKind.TRY_OR) {
      ops = new ArrayList<>();
      ops.add(new Op.Closure(List.of(), target));
    }
    if (kind == Op.BinaryKind.ALL || kind == Op.BinaryKind.ANY) {
      in.expect("$");
      String parameter = in.name();
      in.expect("->");
      ops.add(new Op.Closure(List.of(parameter), operators(Syntax.LOOSEST, depth + 1)));
    } else {
      ops.addAll(operators(Syntax.LOOSEST, depth + 1));
    }
    in.expect(")");
    ops.add(new Op.Binary(kind, function));
    return ops;
  }

  private Op.UnaryKind unary(String name, Optional<String> function) throws Refusal {
    if (function.isPresent()) {
      return Op.UnaryKind.FFI;
    }
    return switch (name) {
      case "length" -> Op.UnaryKind.LENGTH;
      case "type" -> Op.UnaryKind.TYPE_OF;
      default -> throw in.fault("unknown method '" + name + "()'");
    };
  }

  private Op.BinaryKind binary(String name, Optional<String> function) throws Refusal {
    if (function.isPresent()) {
      return Op.BinaryKind.FFI;
    }
    return Syntax.METHODS.entrySet().stream()
        .filter(e -> e.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> in.fault("unknown method '" + name + "(…)'"));
  }
}
