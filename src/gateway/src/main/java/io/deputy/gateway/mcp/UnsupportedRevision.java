package io.deputy.gateway.mcp;

/** A revision of the protocol that is not spoken here. */
final class UnsupportedRevision extends Exception {
  private static final long serialVersionUID = 1L;

  private final String requested;

  UnsupportedRevision(String requested) {
    super("the revision is not spoken here", null, false, false);
    this.requested = requested;
  }

  /** The revision that was asked for. */
  String requested() {
    return requested;
  }
}
