package io.deputy;

import java.util.Objects;

/**
 * Something was refused, and why. The only exception that reading a token, rights, keys or a
 * request may raise; the doors ({@code Verifier}, the HTTP edge) turn it into data. It carries no
 * stack trace: refusing hostile input must stay cheap.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * @param reason the frozen code
   * @param message one lower-case line for people, user input quoted, that says what to do next
   */
  public Refusal(Reason reason, String message) {
    super(Objects.requireNonNull(message), null, false, false);
    this.reason = Objects.requireNonNull(reason);
  }

  /** The frozen code. */
  public Reason reason() {
    return reason;
  }
}
