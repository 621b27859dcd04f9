package io.deputy.issuer.admin;

/** The kinds of entries that can be changed one by one. */
public enum EntryKind {
  /** A registered agent. */
  AGENT("agents"),
  /** What some users may have. */
  GRANT("grants");

  private final String section;

  EntryKind(String section) {
    this.section = section;
  }

  /** Where such entries stand in the directory. */
  String section() {
    return section;
  }
}
