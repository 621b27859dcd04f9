package io.deputy.biscuit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the expressions of a rule can be run at all: each operation finds its operands, closures
 * stand only where one is taken, one value remains, and every variable is bound. What passes never
 * underflows a stack or misses a variable, so the evaluator and the printer need not ask.
 *
 * <p>Source: Biscuit specification, "Execution" and "Closures".
 */
final class RuleShape {
  /** What a stack position holds. */
  private enum Operand {
    VALUE,
    /** A closure without parameters. */
    LAZY,
    /** A closure with one parameter. */
    FUNCTION
  }

  private final Set<String> bound = new HashSet<>();

  private RuleShape() {}

  /** What is wrong with the expressions of {@code rule}, to follow the name of the rule. */
  static Optional<String> fault(Rule rule) {
    RuleShape shape = new RuleShape();
    rule.body().forEach(shape::bind);
    for (Expression expression : rule.expressions()) {
      Optional<String> fault = shape.fault(expression.ops());
      if (fault.isPresent()) {
        return fault;
      }
    }
    return Optional.empty();
  }

  /** A variable of the head that the body does not bind. */
  static Optional<String> unboundInHead(Rule rule) {
    RuleShape shape = new RuleShape();
    rule.body().forEach(shape::bind);
    return rule.head().terms().stream()
        .filter(t -> t instanceof Term.Variable v && !shape.bound.contains(v.name()))
        .map(t -> ((Term.Variable) t).name())
        .findFirst();
  }

  private void bind(Predicate predicate) {
    for (Term term : predicate.terms()) {
      if (term instanceof Term.Variable variable) {
        bound.add(variable.name());
      }
    }
  }

  // Recurses into closures, which nest no deeper than Limits.NESTING.
  private Optional<String> fault(List<Op> ops) {
    Deque<Operand> stack = new ArrayDeque<>();
    for (Op op : ops) {
      Optional<String> fault = fault(op, stack);
      if (fault.isPresent()) {
        return fault;
      }
    }
    boolean oneValue = stack.size() == 1 && stack.peek() == Operand.VALUE;
    return oneValue ? Optional.empty() : Optional.of("has an expression that yields no one value");
  }

  private Optional<String> fault(Op op, Deque<Operand> stack) {
    if (op instanceof Op.Push push) {
      if (push.term() instanceof Term.Variable variable && !bound.contains(variable.name())) {
        return Optional.of("has an unbound variable in an expression");
      }
      stack.push(Operand.VALUE);
      return Optional.empty();
    }
    if (op instanceof Op.Closure closure) {
      return fault(closure, stack);
    }
    boolean fits;
    if (op instanceof Op.Binary binary) {
      Operand right = stack.poll();
      Operand left = stack.poll();
      fits = fits(binary.kind(), left, right);
    } else {
      fits = stack.poll() == Operand.VALUE;
    }
    stack.push(Operand.VALUE);
    return fits ? Optional.empty() : Optional.of("has an operation without its operands");
  }

  private static boolean fits(Op.BinaryKind kind, Operand left, Operand right) {
    return switch (kind) {
      case TRY_OR -> left == Operand.LAZY && right == Operand.VALUE;
      case LAZY_AND, LAZY_OR -> left == Operand.VALUE && right == Operand.LAZY;
      case ALL, ANY -> left == Operand.VALUE && right == Operand.FUNCTION;
      default -> left == Operand.VALUE && right == Operand.VALUE;
    };
  }

  private Optional<String> fault(Op.Closure closure, Deque<Operand> stack) {
    if (closure.parameters().size() > 1) {
      return Optional.of("has a closure with more than one parameter");
    }
    for (String parameter : closure.parameters()) {
      if (!bound.add(parameter)) {
        return Optional.of("has a closure that shadows a variable");
      }
    }
    Optional<String> fault = fault(closure.body());
    closure.parameters().forEach(bound::remove);
    stack.push(closure.parameters().isEmpty() ? Operand.LAZY : Operand.FUNCTION);
    return fault;
  }
}
