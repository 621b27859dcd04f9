package io.deputy.biscuit;

import io.deputy.Reason;

/** Ends an evaluation that cannot decide. Never leaves {@link Evaluation}. */
final class EvaluationStop extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  private EvaluationStop(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** An expression that has no value. */
  static EvaluationStop error(String message) {
    return new EvaluationStop(Reason.EVALUATION_ERROR, message);
  }

  /** Too much work. */
  static EvaluationStop limit(String message) {
    return new EvaluationStop(Reason.EVALUATION_LIMIT, message);
  }

  Reason reason() {
    return reason;
  }
}
