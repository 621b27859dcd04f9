package io.deputy.chain;

import static io.deputy.chain.NotOurs.require;

import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Term;
import io.deputy.capability.Constraint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads an expression as a condition, with a stack of its own: what a token nests costs no calls,
 * and nests only as deep as constraints do.
 */
final class ConditionReader {
  /** As constraints nest, and one more for a constraint that is several comparisons. */
  private static final int MAX_DEPTH = Constraint.MAX_NESTING + 1;

  private final Deque<Item> stack = new ArrayDeque<>();
  private Optional<String> variable = Optional.empty();

  private ConditionReader() {}

  /** What a position of the stack holds. */
  private sealed interface Item {
    record Variable(String name) implements Item {}

    record Constant(Term term) implements Item {}

    /** {@code $v + "/"}, in parentheses or not yet. */
    record Slashed(String variable, boolean closed) implements Item {}

    record Test(Condition.One condition) implements Item {}

    /** Operands of one operator: {@code &&}, or {@code ||}, in parentheses or not. */
    record Group(boolean any, boolean closed, List<Condition> parts, int depth) implements Item {}
  }

  /**
   * A condition.
   *
   * @param variable one of those that it is about
   */
  record Read(Condition condition, String variable) {}

  static Read read(Expression expression) throws NotOurs {
    ConditionReader reader = new ConditionReader();
    for (Op op : expression.ops()) {
      reader.stack.push(reader.item(op));
    }
    Item whole = reader.stack.pop();
    require(reader.stack.isEmpty());
    // What must all hold stands in several expressions.
    require(whole instanceof Item.Test || (whole instanceof Item.Group g && g.any() && !g.closed));
    return new Read(condition(whole), reader.variable.orElseThrow(NotOurs::new));
  }

  private Item item(Op op) throws NotOurs {
    if (op instanceof Op.Push push) {
      if (push.term() instanceof Term.Variable pushed) {
        variable = Optional.of(pushed.name());
        return new Item.Variable(pushed.name());
      }
      return new Item.Constant(push.term());
    }
    if (op instanceof Op.Unary unary) {
      return unary(unary.kind(), pop());
    }
    require(op instanceof Op.Binary);
    Item right = pop();
    Item left = pop();
    return binary(((Op.Binary) op).kind(), left, right);
  }

  private Item pop() throws NotOurs {
    return Optional.ofNullable(stack.poll()).orElseThrow(NotOurs::new);
  }

  private static Item unary(Op.UnaryKind kind, Item value) throws NotOurs {
    if (kind == Op.UnaryKind.NEGATE
        && value instanceof Item.Test test
        && test.condition().test() == Condition.Test.AMONG) {
      return new Item.Test(
          new Condition.One(
              Condition.Test.NOT_AMONG, test.condition().variable(), test.condition().operand()));
    }
    require(kind == Op.UnaryKind.PARENS);
    if (value instanceof Item.Slashed slashed && !slashed.closed()) {
      return new Item.Slashed(slashed.variable(), true);
    }
    if (value instanceof Item.Group group && group.any() && !group.closed()) {
      return new Item.Group(true, true, group.parts(), group.depth());
    }
    throw new NotOurs();
  }

  private static Item binary(Op.BinaryKind kind, Item left, Item right) throws NotOurs {
    return switch (kind) {
      case AND, OR -> group(kind == Op.BinaryKind.OR, left, right);
      case ADD -> slashed(left, right);
      case STRICT_EQUAL -> test(Condition.Test.EQUAL, left, right);
      case GREATER_OR_EQUAL -> test(Condition.Test.AT_LEAST, left, right);
      case LESS_OR_EQUAL -> test(Condition.Test.AT_MOST, left, right);
      case PREFIX ->
          left instanceof Item.Slashed slashed && slashed.closed()
              ? test(Condition.Test.BELOW, new Item.Variable(slashed.variable()), right)
              : test(Condition.Test.STARTS_WITH, left, right);
      case CONTAINS ->
          left instanceof Item.Constant
              ? test(Condition.Test.AMONG, right, left)
              : test(Condition.Test.CONTAINS, left, right);
      default -> throw new NotOurs();
    };
  }

  private static Item test(Condition.Test test, Item variable, Item constant) throws NotOurs {
    require(variable instanceof Item.Variable && constant instanceof Item.Constant);
    return new Item.Test(
        new Condition.One(
            test, ((Item.Variable) variable).name(), ((Item.Constant) constant).term()));
  }

  private static Item slashed(Item left, Item right) throws NotOurs {
    require(left instanceof Item.Variable);
    require(right.equals(new Item.Constant(new Term.Str("/"))));
    return new Item.Slashed(((Item.Variable) left).name(), false);
  }

  /** Groups go on to the left. Of the other operator, only {@code ||} stands in parentheses. */
  private static Item group(boolean any, Item left, Item right) throws NotOurs {
    if (left instanceof Item.Group group && group.any() == any && !group.closed()) {
      group.parts().add(operand(any, right));
      int depth = Math.max(group.depth(), 1 + depth(right));
      require(depth <= MAX_DEPTH);
      return new Item.Group(any, false, group.parts(), depth);
    }
    List<Condition> parts = new ArrayList<>();
    parts.add(operand(any, left));
    parts.add(operand(any, right));
    int depth = 1 + Math.max(depth(left), depth(right));
    require(depth <= MAX_DEPTH);
    return new Item.Group(any, false, parts, depth);
  }

  private static Condition operand(boolean any, Item item) throws NotOurs {
    require(
        item instanceof Item.Test
            || (item instanceof Item.Group g && g.any() != any && g.closed() == g.any()));
    return condition(item);
  }

  private static Condition condition(Item item) {
    if (item instanceof Item.Test test) {
      return test.condition();
    }
    Item.Group group = (Item.Group) item;
    return group.any() ? new Condition.AnyOf(group.parts()) : new Condition.AllOf(group.parts());
  }

  private static int depth(Item item) {
    return item instanceof Item.Group group ? group.depth() : 0;
  }
}
