package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.function.IntPredicate;

/** Reads the smallest parts of Datalog text, never going back. */
final class TextCursor {
  /** {@code 2026-11-24T}: what tells a date from a difference. */
  private static final int DATE_PREFIX = 11;

  private final String text;
  private int position;

  TextCursor(String text) {
    this.text = text;
  }

  /** The next character after white space and comments, or NUL at the end. */
  char peek() throws Refusal {
    skipSpace();
    return position < text.length() ? text.charAt(position) : 0;
  }

  boolean atEnd() throws Refusal {
    skipSpace();
    return position == text.length();
  }

  /** Takes {@code token} if it comes next. */
  boolean accept(String token) throws Refusal {
    skipSpace();
    return acceptHere(token);
  }

  /** Whether {@code token} stands right here. */
  boolean startsWith(String token) {
    return text.startsWith(token, position);
  }

  /** Takes {@code token} if it stands right here, with no space before. */
  boolean acceptHere(String token) {
    boolean found = text.startsWith(token, position);
    if (found) {
      position += token.length();
    }
    return found;
  }

  /** Takes {@code word} if it comes next and no longer word begins with it. */
  boolean acceptWord(String word) throws Refusal {
    skipSpace();
    int end = position + word.length();
    boolean whole = end >= text.length() || !Syntax.isNamePart(text.charAt(end));
    return whole && acceptHere(word);
  }

  void expect(String token) throws Refusal {
    if (!accept(token)) {
      throw fault("expected '" + token + "'");
    }
  }

  /** Whether a name and an opening parenthesis come next: a predicate. */
  boolean isPredicate() throws Refusal {
    if (!Character.isLetter(peek())) {
      return false;
    }
    int end = position;
    while (end < text.length() && Syntax.isNamePart(text.charAt(end))) {
      end++;
    }
    while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return end < text.length() && text.charAt(end) == '(';
  }

  /** A name: letters, digits, {@code _} and {@code :}. */
  String name() throws Refusal {
    String name = take(c -> Syntax.isNamePart((char) c));
    if (name.isEmpty()) {
      throw fault("expected a name");
    }
    return name;
  }

  boolean isDate() {
    if (position + DATE_PREFIX > text.length()) {
      return false;
    }
    for (int i = 0; i < DATE_PREFIX; i++) {
      char c = text.charAt(position + i);
      boolean fits =
          switch (i) {
            case 4, 7 -> c == '-';
            case 10 -> c == 'T';
            default -> c >= '0' && c <= '9';
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** A date in RFC 3339 form, as seconds since the epoch. */
  long date() throws Refusal {
    int from = position;
    take(c -> "0123456789-:T".indexOf(c) >= 0);
    // A method may follow the date, so a point is part of it only before a digit.
    if (position + 1 < text.length() && startsWith(".") && isDigit(text.charAt(position + 1))) {
      position++;
      take(TextCursor::isDigit);
    }
    if (!acceptHere("Z")) {
      take(c -> "0123456789-+:".indexOf(c) >= 0);
    }
    try {
      long seconds = OffsetDateTime.parse(text.substring(from, position)).toEpochSecond();
      if (seconds >= 0) {
        return seconds;
      }
    } catch (DateTimeException e) {
      throw fault("expected a date in RFC 3339 form");
    }
    throw fault("expected a date since 1970");
  }

  long integer() throws Refusal {
    String sign = acceptHere("-") ? "-" : "";
    try {
      return Long.parseLong(sign + take(TextCursor::isDigit));
    } catch (NumberFormatException e) {
      throw fault("expected a 64-bit integer");
    }
  }

  Bytes hex() throws Refusal {
    try {
      return Bytes.ofHex(take(c -> Character.digit(c, 16) >= 0 && c < 128));
    } catch (IllegalArgumentException e) {
      throw fault("expected pairs of hexadecimal digits");
    }
  }

  /** A string; the opening quote comes next. */
  String string() throws Refusal {
    expect("\"");
    StringBuilder value = new StringBuilder();
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\') {
        value.appendCodePoint(escape());
      } else {
        value.append(c);
      }
    }
    throw fault("a string does not end");
  }

  Refusal fault(String what) {
    return new Refusal(
        Reason.DATALOG_MALFORMED, "malformed datalog at character " + position + ": " + what);
  }

  private int escape() throws Refusal {
    if (acceptHere("n")) {
      return '\n';
    } else if (acceptHere("\\")) {
      return '\\';
    } else if (acceptHere("\"")) {
      return '"';
    } else if (acceptHere("u{")) {
      String digits = take(c -> Character.digit(c, 16) >= 0 && c < 128);
      if (!digits.isEmpty() && digits.length() <= 6 && acceptHere("}")) {
        int c = Integer.parseInt(digits, 16);
        if (Character.isValidCodePoint(c) && Character.getType(c) != Character.SURROGATE) {
          return c;
        }
      }
    }
    throw fault("an unknown escape in a string");
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private String take(IntPredicate part) {
    int from = position;
    while (position < text.length() && part.test(text.charAt(position))) {
      position++;
    }
    return text.substring(from, position);
  }

  private void skipSpace() throws Refusal {
    while (position < text.length()) {
      if (Character.isWhitespace(text.charAt(position))) {
        position++;
      } else if (text.startsWith("//", position)) {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", position)) {
        int end = text.indexOf("*/", position + 2);
        if (end < 0) {
          throw fault("a comment does not end");
        }
        position = end + 2;
      } else {
        return;
      }
    }
  }
}
