package io.deputy.capability;

import java.util.regex.Pattern;

/**
 * A place in a request's arguments: a JSON Pointer (RFC 6901) in its text form, for instance {@code
 * /labels} or {@code /a~1b/c}. Never the root.
 */
public record Pointer(String text) implements Comparable<Pointer> {
  private static final Pattern BAD_ESCAPE = Pattern.compile("~(?![01])");

  /**
   * @throws IllegalArgumentException if {@code text} is not a pointer, is the root, or is not
   *     Unicode
   */
  public Pointer {
    NormalForm.requireUnicode(text);
    if (names(text) > Arguments.MAX_NESTING) {
      throw new IllegalArgumentException(
          "no argument lies deeper than " + Arguments.MAX_NESTING + " names");
    }
    if (!text.startsWith("/") || (text.indexOf('~') >= 0 && BAD_ESCAPE.matcher(text).find())) {
      throw new IllegalArgumentException("not a JSON pointer below the root: \"" + text + "\"");
    }
  }

  /** Whether {@code other} lies strictly below this place. */
  public boolean isAbove(Pointer other) {
    int length = text.length();
    return other.text.length() > length
        && other.text.charAt(length) == '/'
        && other.text.startsWith(text);
  }

  /** How many names lead here from the root; at least one. */
  public int depth() {
    return names(text);
  }

  private static int names(String text) {
    int names = 0;
    for (int i = text.indexOf('/'); i >= 0; i = text.indexOf('/', i + 1)) {
      names++;
    }
    return names;
  }

  /** The place of member {@code name} below this one. */
  public Pointer child(String name) {
    return new Pointer(text + "/" + escape(name));
  }

  /** The place of member {@code name} of the root. */
  public static Pointer ofMember(String name) {
    return new Pointer("/" + escape(name));
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  @Override
  public int compareTo(Pointer other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
