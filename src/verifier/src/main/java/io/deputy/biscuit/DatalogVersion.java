package io.deputy.biscuit;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which Datalog version a block needs for what it says.
 *
 * <p>Arrays, maps and {@code .get()} count for nothing here although the specification has them
 * since 3.3: the reference writer stamps blocks that use them with older versions, and such tokens
 * are in use.
 *
 * <p>Source: Biscuit specification, "Operations" and "Format".
 */
final class DatalogVersion {
  static final int V3_0 = 3;
  static final int V3_1 = 4;
  static final int V3_2 = 5;
  static final int V3_3 = 6;

  private static final Set<Op.BinaryKind> SINCE_3_1 =
      EnumSet.of(
          Op.BinaryKind.BITWISE_AND,
          Op.BinaryKind.BITWISE_OR,
          Op.BinaryKind.BITWISE_XOR,
          Op.BinaryKind.STRICT_NOT_EQUAL);
  private static final Set<Op.BinaryKind> SINCE_3_3 =
      EnumSet.of(
          Op.BinaryKind.EQUAL,
          Op.BinaryKind.NOT_EQUAL,
          Op.BinaryKind.LAZY_AND,
          Op.BinaryKind.LAZY_OR,
          Op.BinaryKind.ALL,
          Op.BinaryKind.ANY,
          Op.BinaryKind.FFI,
          Op.BinaryKind.TRY_OR);

  private DatalogVersion() {}

  /** The least version that has everything {@code block} uses. */
  static int needed(Block block) {
    int needed = block.scopes().isEmpty() ? V3_0 : V3_1;
    for (Predicate fact : block.facts()) {
      needed = Math.max(needed, of(fact));
    }
    for (Rule rule : block.rules()) {
      needed = Math.max(needed, Math.max(of(rule.head()), of(rule)));
    }
    for (Check check : block.checks()) {
      needed = Math.max(needed, of(check.kind()));
      for (Rule query : check.queries()) {
        needed = Math.max(needed, of(query));
      }
    }
    return needed;
  }

  private static int of(Check.Kind kind) {
    return switch (kind) {
      case IF -> V3_0;
      case ALL -> V3_1;
      default -> V3_3;
    };
  }

  private static int of(Rule rule) {
    int needed = rule.scopes().isEmpty() ? V3_0 : V3_1;
    for (Predicate predicate : rule.body()) {
      needed = Math.max(needed, of(predicate));
    }
    for (Expression expression : rule.expressions()) {
      needed = Math.max(needed, of(expression.ops()));
    }
    return needed;
  }

  private static int of(List<Op> ops) {
    int needed = V3_0;
    for (Op op : ops) {
      needed = Math.max(needed, of(op));
    }
    return needed;
  }

  private static int of(Op op) {
    if (op instanceof Op.Push push) {
      return of(push.term());
    }
    if (op instanceof Op.Unary unary) {
      boolean recent = unary.kind() == Op.UnaryKind.TYPE_OF || unary.kind() == Op.UnaryKind.FFI;
      return recent ? V3_3 : V3_0;
    }
    if (op instanceof Op.Binary binary) {
      if (SINCE_3_3.contains(binary.kind())) {
        return V3_3;
      }
      return SINCE_3_1.contains(binary.kind()) ? V3_1 : V3_0;
    }
    return V3_3;
  }

  private static int of(Predicate predicate) {
    int needed = V3_0;
    for (Term term : predicate.terms()) {
      needed = Math.max(needed, of(term));
    }
    return needed;
  }

  private static int of(Term term) {
    boolean hasNull =
        term instanceof Term.Null
            || (term instanceof Term.SetOf set && set.members().contains(new Term.Null()));
    return hasNull ? V3_3 : V3_0;
  }
}
