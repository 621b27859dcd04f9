package io.deputy.biscuit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs stack expressions. It keeps its frames on the heap, so closures inside closures do not use
 * the Java stack, and it runs only what {@link RuleShape} found sound.
 *
 * <p>Source: Biscuit specification, "Execution" and "Closures".
 */
final class ExpressionMachine {
  private final Map<String, ExternFunction> functions;
  private final StepBudget budget;
  private final Operations operations;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final List<Object> stack = new ArrayList<>();

  ExpressionMachine(Map<String, ExternFunction> functions, StepBudget budget) {
    this.functions = functions;
    this.budget = budget;
    this.operations = new Operations(budget);
  }

  /** Whether every expression of {@code rule} is true for these values, one after the other. */
  boolean holds(Rule rule, Bindings bindings) throws EvaluationStop {
    for (Expression expression : rule.expressions()) {
      if (!Operations.bool(run(expression.ops(), bindings))) {
        return false;
      }
    }
    return true;
  }

  private Term run(List<Op> ops, Bindings bindings) throws EvaluationStop {
    frames.clear();
    stack.clear();
    frames.push(new Frame(ops, 0, null, null));
    while (true) {
      try {
        Frame frame = frames.element();
        if (frame.position < frame.ops.size()) {
          budget.spend(1);
          step(frame.ops.get(frame.position++), bindings);
        } else {
          Term result = pop();
          if (frames.size() == 1) {
            return result;
          }
          leave(frame, result, bindings);
        }
      } catch (EvaluationStop stop) {
        recover(stop);
      }
    }
  }

  private void step(Op op, Bindings bindings) throws EvaluationStop {
    if (op instanceof Op.Push push) {
      boolean variable = push.term() instanceof Term.Variable;
      stack.add(variable ? bindings.get(((Term.Variable) push.term()).name()) : push.term());
    } else if (op instanceof Op.Closure closure) {
      stack.add(closure);
    } else if (op instanceof Op.Unary unary) {
      Term value = pop();
      stack.add(
          unary.kind() == Op.UnaryKind.FFI
              ? call(unary.function(), value, Optional.empty())
              : operations.unary(unary.kind(), value));
    } else {
      binary((Op.Binary) op, bindings);
    }
  }

  private void binary(Op.Binary op, Bindings bindings) throws EvaluationStop {
    switch (op.kind()) {
      case LAZY_AND, LAZY_OR -> {
        Op.Closure closure = popClosure();
        boolean left = Operations.bool(pop());
        if (left == (op.kind() == Op.BinaryKind.LAZY_OR)) {
          stack.add(new Term.Bool(left));
        } else {
          frames.push(new Frame(closure.body(), stack.size(), null, null));
        }
      }
      case TRY_OR -> {
        Term fallback = pop();
        Op.Closure closure = popClosure();
        frames.push(new Frame(closure.body(), stack.size(), null, fallback));
      }
      case ALL, ANY -> {
        Op.Closure closure = popClosure();
        List<Term> members = Operations.members(pop());
        budget.spend(members.size());
        int parameter = bindings.slot(closure.parameters().get(0));
        boolean decisive = op.kind() == Op.BinaryKind.ANY;
        Quantifier quantifier = new Quantifier(members.iterator(), parameter, decisive);
        if (quantifier.advance(bindings)) {
          frames.push(new Frame(closure.body(), stack.size(), quantifier, null));
        } else {
          stack.add(new Term.Bool(!decisive));
        }
      }
      case FFI -> {
        Term right = pop();
        stack.add(call(op.function(), pop(), Optional.of(right)));
      }
      default -> {
        Term right = pop();
        stack.add(operations.binary(op.kind(), pop(), right));
      }
    }
  }

  /** A closure is through with this result. */
  private void leave(Frame frame, Term result, Bindings bindings) throws EvaluationStop {
    Quantifier quantifier = frame.quantifier;
    if (quantifier == null) {
      frames.pop();
      stack.add(result);
      return;
    }
    boolean decided = Operations.bool(result) == quantifier.decisive;
    if (!decided && quantifier.advance(bindings)) {
      frame.position = 0;
    } else {
      frames.pop();
      stack.add(new Term.Bool(decided == quantifier.decisive));
    }
  }

  /** Goes on with the fallback of the innermost {@code try_or}, if this may be caught at all. */
  private void recover(EvaluationStop stop) throws EvaluationStop {
    if (!stop.isCaught()) {
      throw stop;
    }
    while (!frames.isEmpty()) {
      Frame frame = frames.pop();
      if (frame.fallback != null) {
        stack.subList(frame.base, stack.size()).clear();
        stack.add(frame.fallback);
        return;
      }
    }
    throw stop;
  }

  private Term call(Optional<String> name, Term left, Optional<Term> right) throws EvaluationStop {
    ExternFunction function = functions.get(name.orElseThrow());
    if (function == null) {
      throw EvaluationStop.error("an expression calls an unknown function");
    }
    budget.spendFor(left);
    if (right.isPresent()) {
      budget.spendFor(right.get());
    }
    Term result =
        function
            .call(left, right)
            .orElseThrow(() -> EvaluationStop.error("a function refuses its arguments"));
    budget.spendFor(result);
    return result;
  }

  private Term pop() {
    return (Term) stack.remove(stack.size() - 1);
  }

  private Op.Closure popClosure() {
    return (Op.Closure) stack.remove(stack.size() - 1);
  }

  /** Where one list of operations stands. */
  private static final class Frame {
    private final List<Op> ops;

    /** How high the stack was below this frame. */
    private final int base;

    /** What runs the frame once for each member, or null. */
    private final Quantifier quantifier;

    /** What counts if the frame fails, or null. */
    private final Term fallback;

    private int position;

    Frame(List<Op> ops, int base, Quantifier quantifier, Term fallback) {
      this.ops = ops;
      this.base = base;
      this.quantifier = quantifier;
      this.fallback = fallback;
    }
  }

  /** An {@code all} or {@code any} under way; one member that yields {@code decisive} ends it. */
  private record Quantifier(Iterator<Term> members, int parameter, boolean decisive) {
    boolean advance(Bindings bindings) {
      if (!members.hasNext()) {
        return false;
      }
      bindings.set(parameter, members.next());
      return true;
    }
  }
}
