package io.deputy.gateway.policy;

/** How asking the decision point ended; counted. */
public enum Outcome {
  /** It allowed. */
  ALLOWED,
  /** It did not allow. */
  DENIED,
  /** It would not answer the question, so the request was refused whatever the route says. */
  QUESTION_REFUSED,
  /** It could not be asked, or its answer was none, so the request was refused. */
  UNAVAILABLE,
  /** The same, but the route says that requests then pass. */
  PASSED_UNASKED
}
