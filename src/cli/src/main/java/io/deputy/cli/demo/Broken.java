package io.deputy.cli.demo;

import java.io.Serial;

/** Something did not go as the story says. */
final class Broken extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param line one lower-case line: what happened instead
   */
  Broken(String line) {
    super(line);
  }

  Broken(String line, Throwable cause) {
    super(line, cause);
  }
}
