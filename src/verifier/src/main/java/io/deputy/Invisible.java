package io.deputy;

/** Characters that end a line, steer a terminal or reorder text: never shown as they are. */
public final class Invisible {
  private Invisible() {}

  /** Whether {@code codePoint} is a control or format character, or a line break. */
  public static boolean is(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
