package io.deputy.chain;

import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The few shapes of expressions that an issuer writes. Each constrains one variable; a reader asks
 * for a shape and gets what is in it, or nothing.
 */
final class Shapes {
  private static final int BINARY = 3;

  private Shapes() {}

  /** The leaves that an arguments check allows: {@code at} these places, or {@code below} those. */
  record Leaves(List<String> at, List<String> below) {
    Leaves {
      at = List.copyOf(at);
      below = List.copyOf(below);
    }
  }

  /** The one variable that {@code expression} constrains, if it has one of the shapes. */
  static Optional<String> constrainedVariable(Expression expression) {
    List<Op> ops = expression.ops();
    if (ops.size() != BINARY) {
      return Optional.empty();
    }
    return variable(ops.get(0)).or(() -> variable(ops.get(1)));
  }

  /** The operand of {@code $variable <kind> operand}. */
  static Optional<Term> operand(Expression expression, Op.BinaryKind kind) {
    List<Op> ops = expression.ops();
    if (ops.size() == BINARY
        && isBinary(ops.get(2), kind)
        && variable(ops.get(0)).isPresent()
        && ops.get(1) instanceof Op.Push push
        && !(push.term() instanceof Term.Variable)) {
      return Optional.of(push.term());
    }
    return Optional.empty();
  }

  /** The members of {@code {members}.contains($variable)}. */
  static Optional<List<Term>> members(Expression expression) {
    List<Op> ops = expression.ops();
    if (ops.size() == BINARY
        && isBinary(ops.get(2), Op.BinaryKind.CONTAINS)
        && ops.get(0) instanceof Op.Push push
        && push.term() instanceof Term.SetOf set
        && variable(ops.get(1)).isPresent()) {
      return Optional.of(set.members());
    }
    return Optional.empty();
  }

  /**
   * Reads {@code {at}.contains($paths)}, or {@code $paths.all($x -> {at}.contains($x) ||
   * $x.starts_with(below) || …)}.
   */
  static Optional<Leaves> leaves(Expression expression) {
    Optional<List<Term>> members = members(expression);
    if (members.isPresent()) {
      return texts(members.get()).map(at -> new Leaves(at, List.of()));
    }
    List<Op> ops = expression.ops();
    if (ops.size() == BINARY
        && isBinary(ops.get(2), Op.BinaryKind.ALL)
        && variable(ops.get(0)).isPresent()
        && ops.get(1) instanceof Op.Closure closure
        && closure.parameters().size() == 1) {
      return closureLeaves(closure.parameters().get(0), closure.body());
    }
    return Optional.empty();
  }

  private static Optional<Leaves> closureLeaves(String parameter, List<Op> body) {
    if (body.size() < BINARY) {
      return Optional.empty();
    }
    Op.Push x = new Op.Push(new Term.Variable(parameter));
    Optional<List<String>> at =
        body.get(1).equals(x)
            ? members(new Expression(body.subList(0, BINARY))).flatMap(Shapes::texts)
            : Optional.empty();
    if (at.isEmpty()) {
      return Optional.empty();
    }
    // After the set come one or more groups: $x, "below", starts_with, or.
    int group = BINARY + 1;
    List<Op> rest = body.subList(BINARY, body.size());
    if (rest.isEmpty() || rest.size() % group != 0) {
      return Optional.empty();
    }
    List<String> below = new ArrayList<>();
    for (int i = 0; i < rest.size(); i += group) {
      Optional<Term> prefix =
          rest.get(i).equals(x)
              ? operand(new Expression(rest.subList(i, i + BINARY)), Op.BinaryKind.PREFIX)
              : Optional.empty();
      if (prefix.isEmpty()
          || !(prefix.get() instanceof Term.Str text)
          || !isBinary(rest.get(i + BINARY), Op.BinaryKind.OR)) {
        return Optional.empty();
      }
      below.add(text.value());
    }
    return Optional.of(new Leaves(at.get(), below));
  }

  private static Optional<List<String>> texts(List<Term> terms) {
    List<String> texts = new ArrayList<>();
    for (Term term : terms) {
      if (!(term instanceof Term.Str text)) {
        return Optional.empty();
      }
      texts.add(text.value());
    }
    return Optional.of(texts);
  }

  private static Optional<String> variable(Op op) {
    return op instanceof Op.Push push && push.term() instanceof Term.Variable variable
        ? Optional.of(variable.name())
        : Optional.empty();
  }

  private static boolean isBinary(Op op, Op.BinaryKind kind) {
    return op instanceof Op.Binary binary && binary.kind() == kind;
  }
}
