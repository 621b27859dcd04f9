package io.deputy.capability;

import java.util.regex.Pattern;

/**
 * What the strings of a request look like. Each has one form, which evaluator, Datalog and upstream
 * share; a string in any other form is in no request. These predicates bound the requests that
 * {@link Rights#within} decides over.
 */
public final class NormalForm {
  /** {@code token} of RFC 9110, section 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** A superset of {@code query} of RFC 3986, section 3.4: visible ASCII but the number sign. */
  private static final Pattern QUERY = Pattern.compile("[!\"$-~]*");

  /** An empty, {@code .} or {@code ..} segment, but for the empty one at the end. */
  private static final Pattern BAD_SEGMENT = Pattern.compile("//|/\\.\\.?(/|$)");

  private NormalForm() {}

  /** Whether {@code s} is Unicode: no unpaired surrogate. */
  public static boolean isUnicode(String s) {
    return s.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  /** An operation or a name: not empty, no control characters. */
  public static boolean isName(String s) {
    return !s.isEmpty() && isUnicode(s) && !hasControl(s);
  }

  /** An HTTP method (RFC 9110, section 9.1). */
  public static boolean isHttpMethod(String s) {
    return TOKEN.matcher(s).matches();
  }

  /**
   * A normalised path: percent-decoded, starts with a slash, no empty, {@code .} or {@code ..}
   * segment (but a slash at the end), no backslash, no control characters.
   */
  public static boolean isPath(String s) {
    return s.startsWith("/") && isName(s) && s.indexOf('\\') < 0 && !BAD_SEGMENT.matcher(s).find();
  }

  /** A raw query without its question mark; empty if there is none. */
  public static boolean isQuery(String s) {
    return QUERY.matcher(s).matches();
  }

  /** Whether {@code s} has a C0 or C1 control character or DEL. */
  private static boolean hasControl(String s) {
    return s.codePoints().anyMatch(Character::isISOControl);
  }

  static String requireUnicode(String s) {
    if (!isUnicode(s)) {
      throw new IllegalArgumentException("a string has an unpaired surrogate");
    }
    return s;
  }
}
