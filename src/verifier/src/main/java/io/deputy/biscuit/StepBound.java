package io.deputy.biscuit;

import java.util.List;

/**
 * The most steps that evaluating some blocks can take, worked out from what they say: good for
 * blocks whose variables each stand once in a body, so that a body matches in no more ways than one
 * predicate has facts. Every body of an issuer is such a one.
 *
 * @param once steps for facts, and for the heads of rules
 * @param each steps for bodies and expressions, for each fact that one predicate can match
 * @param operations operations of expressions, each of which may read one value of the authorizer
 */
public record StepBound(long once, long each, long operations) {
  /** To look up a predicate, begin a join with it, and try one fact. */
  private static final long PREDICATE = 4;

  /** To begin with a rule twice, and to add what follows from it. */
  private static final long RULE = 8;

  /** To compare a term, and both of its sides if they are neither numbers nor strings. */
  private static final long TERM = 3;

  /** To run an operation, and to begin with its operand. */
  private static final long OPERATION = 2;

  /** Works it out for all of {@code blocks} together. */
  public static StepBound of(List<SignedBlock> blocks) {
    Sum sum = new Sum();
    for (SignedBlock signed : blocks) {
      Block block = signed.block();
      block.facts().forEach(fact -> sum.once += Sum.predicate(fact));
      block.rules().forEach(sum::rule);
      block.checks().forEach(check -> check.queries().forEach(sum::rule));
    }
    return new StepBound(sum.once, sum.each, sum.operations);
  }

  /**
   * The bound, together with an authorizer.
   *
   * @param facts the most facts that one predicate can match
   * @param value the most steps for reading one value that the authorizer states
   */
  public long steps(long facts, long value) {
    return once + facts * (each + operations * value);
  }

  private static final class Sum {
    private long once;
    private long each;
    private long operations;

    private void rule(Rule rule) {
      once += RULE + predicate(rule.head());
      rule.body().forEach(pattern -> each += 2 * predicate(pattern));
      rule.expressions().forEach(expression -> operations(expression.ops()));
    }

    // Recurses into closures, which nest no deeper than Limits.NESTING.
    private void operations(List<Op> ops) {
      operations += ops.size();
      for (Op op : ops) {
        each += OPERATION;
        if (op instanceof Op.Push push) {
          each += StepBudget.weight(push.term());
        } else if (op instanceof Op.Closure closure) {
          operations(closure.body());
        }
      }
    }

    private static long predicate(Predicate predicate) {
      long steps =
          PREDICATE + predicate.name().length() / EvaluationLimits.CHARACTERS_PER_COMPARISON;
      for (Term term : predicate.terms()) {
        steps += TERM + StepBudget.weight(term);
      }
      return steps;
    }
  }
}
