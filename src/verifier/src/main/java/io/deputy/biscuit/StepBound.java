package io.deputy.biscuit;

import java.util.List;

/**
 * The most steps that evaluating some blocks can take, worked out from what they say: good for
 * blocks whose variables each stand once in a body, so that a body matches in no more ways than one
 * predicate has facts. Every body of an issuer is such a one.
 *
 * @param once steps for facts, and for the heads of rules
 * @param each steps for bodies and expressions, for each fact that one predicate can match
 * @param operations operations of expressions, each of which may compare one value of the
 *     authorizer
 * @param joins operations that build a string, and may read all of one that the authorizer states
 * @param lookups operations that look into a set, and may read all of one that it states
 */
public record StepBound(long once, long each, long operations, long joins, long lookups) {
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
    return new StepBound(sum.once, sum.each, sum.operations, sum.joins, sum.lookups);
  }

  /**
   * What an authorizer states.
   *
   * @param facts the most facts that one predicate can match
   * @param comparison the most steps for comparing one value
   * @param text the most steps for reading one string
   * @param set the most steps for reading one set
   */
  public record Stated(long facts, long comparison, long text, long set) {}

  /** The bound, together with an authorizer. */
  public long steps(Stated stated) {
    return once
        + stated.facts
            * (each + operations * stated.comparison + joins * stated.text + lookups * stated.set);
  }

  private static final class Sum {
    private long once;
    private long each;
    private long operations;
    private long joins;
    private long lookups;

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
        } else if (op instanceof Op.Binary binary) {
          joins += binary.kind() == Op.BinaryKind.ADD ? 1 : 0;
          lookups += binary.kind() == Op.BinaryKind.CONTAINS ? 1 : 0;
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
