package io.deputy.cli;

/** Whether output has colours. They stress what the words say already; nothing depends on them. */
public enum Paint {
  /** For files, pipes, and whoever sets {@code NO_COLOR}. */
  PLAIN,
  /** For terminals. */
  COLOURED;

  private static final String ESCAPE = "\u001b[";
  private static final String RESET = ESCAPE + "0m";

  /** What the launcher found out about standard output, unless {@code NO_COLOR} is set. */
  static Paint ofProcess() {
    String noColor = System.getenv("NO_COLOR");
    boolean refused = noColor != null && !noColor.isEmpty();
    return Boolean.getBoolean("deputy.terminal") && !refused ? COLOURED : PLAIN;
  }

  /** A heading. */
  public String bold(String text) {
    return with("1", text);
  }

  /** What is there to be looked up. */
  public String dim(String text) {
    return with("2", text);
  }

  /** A yes. */
  public String good(String text) {
    return with("32", text);
  }

  /** A no. */
  public String bad(String text) {
    return with("31", text);
  }

  /** A doubt. */
  public String warning(String text) {
    return with("33", text);
  }

  private String with(String code, String text) {
    return this == PLAIN ? text : ESCAPE + code + "m" + text + RESET;
  }
}
