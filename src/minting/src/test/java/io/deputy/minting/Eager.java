package io.deputy.minting;

import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Rule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The {@code &&} and {@code ||} that an issuer writes. Those of Datalog 3.3, which look at their
 * right side only where it matters, have the same text, and a parser reads them from it.
 */
final class Eager {
  private Eager() {}

  static Rule of(Rule rule) {
    return new Rule(
        rule.head(),
        rule.body(),
        rule.expressions().stream().map(e -> new Expression(ops(e.ops()))).toList(),
        rule.scopes());
  }

  private static List<Op> ops(List<Op> ops) {
    return ops.stream().flatMap(Eager::op).toList();
  }

  private static Stream<Op> op(Op op) {
    if (op instanceof Op.Closure closure) {
      List<Op> body = ops(closure.body());
      return closure.parameters().isEmpty()
          ? body.stream()
          : Stream.of(new Op.Closure(closure.parameters(), body));
    }
    if (op instanceof Op.Binary binary) {
      Op.BinaryKind kind =
          switch (binary.kind()) {
            case LAZY_AND -> Op.BinaryKind.AND;
            case LAZY_OR -> Op.BinaryKind.OR;
            default -> binary.kind();
          };
      return Stream.of(new Op.Binary(kind, Optional.empty()));
    }
    return Stream.of(op);
  }
}
