package io.deputy.cli;

/**
 * Messages and printed text, made safe to show: they may quote names from outside, and a name may
 * hold what moves the cursor, paints the terminal, ends the line, or turns the direction of
 * writing. All of that is shown as {@code \\u{…}}. A name on its own goes through {@link
 * io.deputy.capability.Describe#escape}, which also keeps quotation marks apart.
 */
public final class Printable {
  private Printable() {}

  /** A message of one line. */
  public static String line(String message) {
    return escape(message, false);
  }

  /** Text of several lines. */
  public static String lines(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean keepLines) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if ((c == '\n' && keepLines) || isVisible(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append("\\u{").append(Integer.toHexString(c)).append('}');
              }
            });
    return shown.toString();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
