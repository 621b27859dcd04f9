package io.deputy.issuer.console;

import io.deputy.capability.Describe;
import java.util.ArrayList;
import java.util.List;

/** Text in the lines of a picture, which does not wrap by itself. */
final class Lines {
  private Lines() {}

  /** The first {@code most} lines of {@code width} characters; what is left out leaves a mark. */
  static List<String> wrap(String text, int width, int most) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (!rest.isEmpty()) {
      if (lines.size() == most - 1 && rest.length() > width) {
        lines.add(cut(rest, width));
        return lines;
      }
      int end = rest.length() <= width ? rest.length() : breakOf(rest, width);
      lines.add(rest.substring(0, end).strip());
      rest = rest.substring(end).strip();
    }
    return lines;
  }

  private static int breakOf(String text, int width) {
    int space = text.lastIndexOf(' ', width);
    return whole(text, space > width / 2 ? space : width);
  }

  /** At most {@code width} characters of it, with a mark if it is longer. */
  static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, whole(text, width - 1)) + "…";
  }

  /** No character of two halves is cut into them. */
  private static int whole(String text, int end) {
    return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
  }

  /** A name from the record, with what could hide or turn text made visible. */
  static String name(String text) {
    return Describe.escape(text);
  }
}
