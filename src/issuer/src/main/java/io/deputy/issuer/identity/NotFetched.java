package io.deputy.issuer.identity;

import java.io.Serial;

/** What an identity provider should serve could not be had; the message says why, for the log. */
final class NotFetched extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean absent;

  private NotFetched(String message, boolean absent) {
    super(message, null, false, false);
    this.absent = absent;
  }

  static NotFetched because(String problem) {
    return new NotFetched(problem, false);
  }

  /** The provider answered that it has no such thing. */
  static NotFetched absent(String problem) {
    return new NotFetched(problem, true);
  }

  /** Whether the provider said that it has no such thing, so that it may be somewhere else. */
  boolean isAbsent() {
    return absent;
  }
}
