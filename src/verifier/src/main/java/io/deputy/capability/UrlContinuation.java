package io.deputy.capability;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL in normal form that goes on after some text without passing through any of some literals.
 * One character does, unless the text ends within a percent-encoded character, or literals bar
 * every character that stands for itself; then an encoded one is spelled out.
 */
final class UrlContinuation {
  /** What else may stand in a path or a query as it is (RFC 3986, sections 3.3 and 3.4). */
  private static final String OTHERS =
      "-._~!$&'()*+,;=:@/?ABCDEFGHIJKLMNOPQRSTUVWXYZ\"<>[]\\^`{|}%";

  private static final String HEX = "0123456789ABCDEF";

  /** Encoded bytes at the end: whole ones, and perhaps one that has begun. */
  private static final Pattern ENCODED_END = Pattern.compile("((?:%[0-9A-F]{2})*)(%[0-9A-F]?)?$");

  /** A whole character of two bytes or more in UTF-8 (RFC 3629, section 4), percent-encoded. */
  private static final String TAIL = "%[89AB][0-9A-F]";

  private static final Pattern WHOLE =
      Pattern.compile(
          "%[0-7][0-9A-F]|%[CD][0-9A-F]%s|%E[0-9A-F]%s%s|%F[0-4]%s%s%s".replace("%s", TAIL));

  /** Two bytes of three and of four, the second one begun: no overlong form, no surrogate. */
  private static final String TWO_OF_THREE = "%(?:E0%[AB]|ED%[89]|E[1-9A-CEF]%[89AB])";

  private static final String TWO_OF_FOUR = "%(?:F0%[9AB]|F4%8|F[1-3]%[89AB])";

  /**
   * What a character of two bytes or more may begin with. Nothing else: below what no character
   * begins with, every spelling would be tried in vain.
   */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "%[2-7C-F]?|%E[0-9A-F]%?|%F[0-4]%?"
              + "|%(?:C[2-9A-F]|D[0-9A-F])(?:%[89AB]?)?"
              + ("|" + TWO_OF_THREE + "(?:.(?:%[89AB]?)?)?")
              + ("|" + TWO_OF_FOUR + "(?:.(?:%(?:[89AB](?:.(?:%[89AB]?)?)?)?)?)?"));

  private final Set<String> literals;
  private final Steps steps;

  private UrlContinuation(Set<String> literals, Steps steps) {
    this.literals = literals;
    this.steps = steps;
  }

  /**
   * Such a URL, if there is one.
   *
   * @throws Steps.Exhausted if finding out takes too many steps
   */
  static Optional<String> of(String text, Set<String> literals, Steps steps) {
    UrlContinuation continuation = new UrlContinuation(literals, steps);
    return continuation.isUrl(text + "x") ? continuation.next(text) : continuation.spelled(text);
  }

  private Optional<String> next(String text) {
    for (char c : (TextClasses.READABLE + OTHERS).toCharArray()) {
      String longer = text + c;
      if (!literals.contains(longer) && isUrl(longer)) {
        return Optional.of(longer);
      }
    }
    return literals.contains(text + "%") ? Optional.empty() : spelled(text + "%");
  }

  /** Goes on with an encoded character that has begun; as deep as such a character is long. */
  private Optional<String> spelled(String text) {
    String begun = begun(text);
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    for (char c : (begun.length() % 3 == 0 ? "%" : HEX).toCharArray()) {
      String longer = text + c;
      if (literals.contains(longer)) {
        continue;
      }
      if (isUrl(longer)) {
        return Optional.of(longer);
      }
      Optional<String> found =
          BEGINNING.matcher(begun + c).matches() ? spelled(longer) : Optional.empty();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private boolean isUrl(String text) {
    steps.take(Steps.toRead(text));
    return WebUrl.parse(text).isPresent();
  }

  /** The encoded character at the end that is not whole yet; empty if there is none. */
  private static String begun(String text) {
    Matcher end = ENCODED_END.matcher(text);
    String encoded = end.find() ? end.group() : "";
    Matcher whole = WHOLE.matcher(encoded);
    int from = 0;
    while (whole.find(from) && whole.start() == from) {
      from = whole.end();
    }
    return encoded.substring(from);
  }
}
