package io.deputy.biscuit;

/**
 * How much work an evaluation may be. Counted, not timed, so that the same token and request have
 * the same outcome on every machine and on every day.
 *
 * @param steps the most steps: one for each fact that a join looks at, for each term compared, for
 *     each operation, and for each character or element that an operation reads or builds
 * @param facts the most facts, stated and derived
 */
public record EvaluationLimits(long steps, int facts) {
  /** 200,000 steps: a few milliseconds; a full chain of eight hops takes some thousand. */
  public static final long STEPS = 200_000;

  /** 2,000 facts: ten times the statements of a token. */
  public static final int FACTS = 2_000;

  /** The limits for tokens that come from outside. */
  public static final EvaluationLimits STANDARD = new EvaluationLimits(STEPS, FACTS);

  /**
   * @throws IllegalArgumentException if a limit is not positive
   */
  public EvaluationLimits {
    if (steps < 1 || facts < 1) {
      throw new IllegalArgumentException("limits are positive");
    }
  }
}
