package io.deputy.biscuit;

/**
 * How much work an evaluation may be. Counted, not timed, so that the same token and request have
 * the same outcome on every machine and on every day.
 *
 * @param steps the most steps: one for each fact that a join looks at, for each term compared, for
 *     each operation, for each element, and for each character that an operation reads or builds;
 *     where strings are only compared, {@link #CHARACTERS_PER_COMPARISON} are one step
 * @param facts the most facts, stated and derived
 */
public record EvaluationLimits(long steps, int facts) {
  /** 140,000 steps: a few milliseconds; a full chain of eight hops takes some thousand. */
  public static final long STEPS = 140_000;

  /** 2,000 facts: ten times the statements of a token. */
  public static final int FACTS = 2_000;

  /** 64 characters of text are compared in one step: no more than a cache line or two. */
  public static final int CHARACTERS_PER_COMPARISON = 64;

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
