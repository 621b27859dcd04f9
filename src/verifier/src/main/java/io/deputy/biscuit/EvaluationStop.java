package io.deputy.biscuit;

import io.deputy.Reason;

/** Ends an evaluation that cannot decide. Never leaves {@link Evaluation}. */
final class EvaluationStop extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final boolean caught;

  private EvaluationStop(Reason reason, boolean caught, String message) {
    super(message, null, false, false);
    this.reason = reason;
    this.caught = caught;
  }

  /** An expression that has no value. */
  static EvaluationStop error(String message) {
    return new EvaluationStop(Reason.EVALUATION_ERROR, true, message);
  }

  /**
   * An expression whose value engines differ on: no fallback may take its place, for elsewhere it
   * has a value.
   */
  static EvaluationStop ambiguous(String message) {
    return new EvaluationStop(Reason.EVALUATION_ERROR, false, message);
  }

  /** Too much work. */
  static EvaluationStop limit(String message) {
    return new EvaluationStop(Reason.EVALUATION_LIMIT, false, message);
  }

  /** Whether {@code try_or} goes on with its fallback. */
  boolean isCaught() {
    return caught;
  }

  Reason reason() {
    return reason;
  }
}
