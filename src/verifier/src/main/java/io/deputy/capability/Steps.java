package io.deputy.capability;

/**
 * The work of one decision, counted: the same question takes the same number of steps everywhere,
 * whatever the machine's load.
 */
final class Steps {
  /**
   * The most steps of one decision: comparisons of a value with a constraint. The hardest question
   * takes a few milliseconds; {@code RightsBench} measures it.
   */
  static final long MAX = 50_000;

  /** Characters of a text that are read as an address or a URL in the time of one step. */
  private static final int CHARACTERS_A_STEP = 8;

  private long left = MAX;

  /**
   * Counts some steps before they are taken.
   *
   * @throws Exhausted if there are not so many left
   */
  void take(long steps) {
    if (steps > left) {
      throw exhausted();
    }
    left -= steps;
  }

  /** The steps of reading a text as an address or a URL, or of finding out that it is none. */
  static long toRead(String text) {
    return 1L + text.length() / CHARACTERS_A_STEP;
  }

  /** What is thrown where no number of steps would do. */
  static Exhausted exhausted() {
    return new Exhausted();
  }

  /** The question is too hard; caught where the decision was asked for. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Exhausted() {
      super("the decision takes more than " + MAX + " steps", null, false, false);
    }
  }
}
