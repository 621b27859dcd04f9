package io.deputy.chain;

/** A part of a rule's body that no issuer writes. */
final class NotOurs extends Exception {
  private static final long serialVersionUID = 1L;

  NotOurs() {
    super(null, null, false, false);
  }

  static void require(boolean condition) throws NotOurs {
    if (!condition) {
      throw new NotOurs();
    }
  }
}
