package io.deputy.cli;

import java.io.Serial;

/** What the command was given cannot be used. Ends it with {@link Exit#NO_ANSWER}. */
public final class Unusable extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param line one lower-case line: what is wrong, input quoted, and what to do next
   */
  public Unusable(String line) {
    super(line);
  }
}
