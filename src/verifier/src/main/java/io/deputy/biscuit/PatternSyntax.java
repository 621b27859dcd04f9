package io.deputy.biscuit;

import java.util.function.IntPredicate;

/**
 * Reads a regular expression far enough to say whether every engine reads it alike. RE2, which runs
 * it here, and the reference implementation's engine share most of their syntax, but some patterns
 * mean one thing to one and another to the other: {@code [a&&b]}, {@code [a[b]]}, {@code x{,2}},
 * {@code \<}. A check that holds here and fails elsewhere is a hole, so these are errors.
 *
 * <p>Source: the syntax of RE2, and of the crate regex that the reference implementation uses.
 */
final class PatternSyntax {
  /** Escapes that stand for one character. */
  private static final String CHARACTERS = "nrtfvx";

  /** Escapes that stand for many, or for a place. */
  private static final String CLASSES = "dDwWsS";

  private static final String PLACES = "bBAz";
  private static final String FLAGS = "imsU";

  /** White space to one engine and not to the other. */
  private static final char VERTICAL_TAB = 0x0b;

  private final String text;
  private int position;
  private boolean common = true;
  private boolean unicode;

  private PatternSyntax(String text) {
    this.text = text;
  }

  /** Reads {@code pattern}, in time linear in its length. */
  static PatternSyntax of(String pattern) {
    PatternSyntax syntax = new PatternSyntax(pattern);
    while (syntax.common && syntax.position < pattern.length()) {
      syntax.part();
    }
    return syntax;
  }

  /** Whether engines agree on {@code text}; if not, running the pattern on it is an error. */
  boolean isCommonFor(String searched) {
    return common && (!unicode || searched.chars().allMatch(c -> c < 128 && c != VERTICAL_TAB));
  }

  private void part() {
    char c = text.charAt(position++);
    switch (c) {
      case '\\' -> escape(PLACES + CLASSES);
      case '[' -> set();
      case '{' -> require(count());
      case '(' -> {
        if (accept("?")) {
          group();
        }
      }
      default -> {}
    }
  }

  /** After a backslash; true if one character is meant. */
  private boolean escape(String others) {
    if (position == text.length()) {
      require(false);
      return false;
    }
    char c = text.charAt(position++);
    if (c == 'p' || c == 'P') {
      unicode = true;
      require(braces(Character::isLetter) || acceptOne("LMNPSZC"));
      return false;
    }
    if (c == 'x') {
      // Two digits, or any number in braces.
      boolean digits = braces(PatternSyntax::isHex);
      for (int i = 0; i < 2 && !digits; i++) {
        require(acceptOne("0123456789abcdefABCDEF"));
      }
      return true;
    }
    if (CHARACTERS.indexOf(c) >= 0) {
      return true;
    }
    if (others.indexOf(c) >= 0) {
      unicode |= c != 'A' && c != 'z';
      return false;
    }
    require(c > ' ' && c < 127 && !Character.isLetterOrDigit(c) && c != '<' && c != '>');
    return true;
  }

  private void set() {
    accept("^");
    boolean mayStart = accept("]");
    boolean first = !mayStart;
    while (common && position < text.length()) {
      if (accept("]")) {
        return;
      }
      char c = text.charAt(position++);
      boolean character = true;
      if (c == '\\') {
        character = escape(CLASSES);
      } else if (c == '[') {
        require(accept(":"));
        accept("^");
        acceptWhile(Character::isLetter);
        require(accept(":]"));
        character = false;
      } else if (c == '-') {
        range(mayStart, first);
        character = false;
      } else {
        // Two of these in a row are an operator to one engine.
        require((c != '&' && c != '~') || !startsWith(String.valueOf(c)));
      }
      mayStart = character;
      first = false;
    }
    // A set that does not end is an error to both.
    require(position < text.length());
  }

  /** After a hyphen in a set: it joins two characters, or stands at either end. */
  private void range(boolean mayStart, boolean first) {
    require(!startsWith("-"));
    if (first || startsWith("]")) {
      return;
    }
    require(mayStart && position < text.length() && !startsWith("["));
    if (common && text.charAt(position++) == '\\') {
      require(escape(CLASSES));
    }
  }

  /** After an opening brace: a count. */
  private boolean count() {
    boolean number = acceptWhile(PatternSyntax::isDigit);
    if (accept(",")) {
      acceptWhile(PatternSyntax::isDigit);
    }
    return number && accept("}");
  }

  /** After an opening parenthesis and a question mark: a name, or flags, each once. */
  private void group() {
    if (accept("P<") || accept("<")) {
      require(acceptWhile(Character::isLetter) && accept(">"));
      return;
    }
    String seen = "";
    boolean off = false;
    int since = 0;
    while (common && position < text.length()) {
      char c = text.charAt(position++);
      if (c == ':' || c == ')') {
        require((c == ':' && seen.isEmpty()) || since > 0);
        // Flags alone cannot be repeated: to one engine, what stands before them is.
        require(c == ':' || position == text.length() || "*+?{".indexOf(text.charAt(position)) < 0);
        return;
      }
      since++;
      if (c == '-' && !off) {
        off = true;
        since = 0;
      } else {
        require(FLAGS.indexOf(c) >= 0 && seen.indexOf(c) < 0);
        seen += c;
        unicode |= c == 'i';
      }
    }
    require(false);
  }

  private boolean braces(IntPredicate part) {
    int from = position;
    if (accept("{") && acceptWhile(part) && accept("}")) {
      return true;
    }
    position = from;
    return false;
  }

  private void require(boolean condition) {
    common &= condition;
  }

  private boolean startsWith(String part) {
    return text.startsWith(part, position);
  }

  private boolean accept(String part) {
    boolean found = startsWith(part);
    if (found) {
      position += part.length();
    }
    return found;
  }

  private boolean acceptOne(String characters) {
    boolean found = position < text.length() && characters.indexOf(text.charAt(position)) >= 0;
    if (found) {
      position++;
    }
    return found;
  }

  private boolean acceptWhile(IntPredicate part) {
    int from = position;
    while (position < text.length() && part.test(text.charAt(position))) {
      position++;
    }
    return position > from;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHex(int c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }
}
