package io.deputy.issuer.app;

import java.io.Serial;

/** The service cannot start, for a reason that whoever starts it can do something about. */
final class CannotStart extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param line one lower-case line for people that says what to do next
   */
  CannotStart(String line) {
    super(line);
  }

  CannotStart(String line, Throwable cause) {
    super(line, cause);
  }
}
