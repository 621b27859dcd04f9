package io.deputy.minting;

import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Term;
import io.deputy.capability.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Pieces of expressions, as the operations of a stack machine. */
final class Ops {
  private Ops() {}

  /** An operation on two terms. */
  static List<Op> binary(Term left, Term right, Op.BinaryKind kind) {
    return List.of(new Op.Push(left), new Op.Push(right), new Op.Binary(kind, Optional.empty()));
  }

  /** An operation on what is on the stack already, and a term. */
  static List<Op> ended(Term right, Op.BinaryKind kind) {
    return List.of(new Op.Push(right), new Op.Binary(kind, Optional.empty()));
  }

  /** An operation on what a piece yields. */
  static List<Op> then(List<Op> piece, Op.UnaryKind kind) {
    List<Op> ops = new ArrayList<>(piece);
    ops.add(new Op.Unary(kind, Optional.empty()));
    return ops;
  }

  /** Pieces with an operator between them, grouped to the left. */
  static List<Op> joined(List<List<Op>> pieces, Op.BinaryKind operator) {
    List<Op> ops = new ArrayList<>(pieces.get(0));
    for (List<Op> piece : pieces.subList(1, pieces.size())) {
      ops.addAll(piece);
      ops.add(new Op.Binary(operator, Optional.empty()));
    }
    return ops;
  }

  static Expression whole(List<Op> piece) {
    return new Expression(piece);
  }

  static Term set(Collection<Value.Scalar> values) {
    return new Term.SetOf(values.stream().map(Ops::scalar).toList());
  }

  static Term scalar(Value.Scalar value) {
    if (value instanceof Value.Text text) {
      return new Term.Str(text.value());
    }
    return value instanceof Value.Int number
        ? new Term.Int(number.value())
        : new Term.Bool(((Value.Bool) value).value());
  }
}
