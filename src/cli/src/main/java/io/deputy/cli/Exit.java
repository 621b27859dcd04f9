package io.deputy.cli;

/** The exit codes of {@code deputy}; scripts depend on them. */
final class Exit {
  /** Yes, or done. */
  static final int YES = 0;

  /** No: refused, or something was found. */
  static final int NO = 1;

  /** It could not be decided, or the command was used wrongly. */
  static final int NO_ANSWER = 2;

  private Exit() {}
}
