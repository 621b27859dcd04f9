package io.deputy.capability;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
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

  /**
   * An empty segment, but for the one at the end, or {@code .} or {@code ..}, also with parameters:
   * servers that strip those resolve it.
   */
  private static final Pattern BAD_SEGMENT = Pattern.compile("//|/\\.\\.?([/;]|\\z)");

  /** What stands in a path as it is: {@code pchar} and slashes (RFC 3986, section 3.3). */
  private static final String PATH_CHARS =
      "/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@";

  private static final int MAX_ASCII = 0x7f;

  /** What separates or encodes the parts of a path. */
  private static final String STRUCTURE = "/\\.%?#;:";

  private NormalForm() {}

  /** Whether {@code s} is Unicode: no unpaired surrogate. */
  public static boolean isUnicode(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (Character.isSurrogate(s.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(s.codePointAt(i))) {
          return false;
        }
        i++;
      }
    }
    return true;
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
   * segment (but a slash at the end), not even with parameters, no backslash, no control
   * characters; no percent sign, which could be decoded once more, and no character that a
   * compatible form (Unicode NFKC) turns into one that structures paths, such as a full-width dot.
   */
  public static boolean isPath(String s) {
    return s.startsWith("/")
        && isName(s)
        && s.indexOf('\\') < 0
        && s.indexOf('%') < 0
        && !BAD_SEGMENT.matcher(s).find()
        && s.codePoints().noneMatch(NormalForm::hidesStructure);
  }

  private static boolean hidesStructure(int c) {
    return c > MAX_ASCII
        && Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC)
            .codePoints()
            .anyMatch(n -> STRUCTURE.indexOf(n) >= 0);
  }

  /**
   * The normal form of a path as it stands in a URI: percent-decoded once, dot segments resolved
   * (RFC 3986, section 5.2.4). Empty if it has none: it does not start with a slash, climbs above
   * the root, or has an empty segment, a backslash, a control character, an encoded slash, a
   * malformed encoding, something that {@link #isPath} does not admit, or a query or fragment.
   */
  public static Optional<String> path(String raw) {
    if (!raw.startsWith("/") || !isUnicode(raw) || raw.contains("?") || raw.contains("#")) {
      return Optional.empty();
    }
    return percentDecoded(raw)
        .filter(decoded -> !decoded.contains("//"))
        .flatMap(NormalForm::resolved)
        .filter(NormalForm::isPath);
  }

  private static Optional<String> percentDecoded(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] utf8 = raw.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] != '%') {
        bytes.write(utf8[i]);
        continue;
      }
      if (i + 2 >= utf8.length || !isHex(utf8[i + 1]) || !isHex(utf8[i + 2])) {
        return Optional.empty();
      }
      int decoded = 16 * Character.digit(utf8[++i], 16) + Character.digit(utf8[++i], 16);
      if (decoded == '/') {
        return Optional.empty();
      }
      bytes.write(decoded);
    }
    try {
      ByteBuffer decoded = ByteBuffer.wrap(bytes.toByteArray());
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(decoded).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isHex(byte b) {
    return b > 0 && Character.digit(b, 16) >= 0;
  }

  /** Without dot segments; empty if one leads above the root. */
  private static Optional<String> resolved(String path) {
    Deque<String> segments = new ArrayDeque<>();
    String last = "";
    for (String segment : path.substring(1).split("/", -1)) {
      last = segment;
      if (segment.equals("..") && segments.pollLast() == null) {
        return Optional.empty();
      }
      if (!segment.equals(".") && !segment.equals("..")) {
        segments.addLast(segment);
      }
    }
    boolean directory = last.equals(".") || last.equals("..");
    String joined = "/" + String.join("/", segments);
    return Optional.of(directory && !segments.isEmpty() ? joined + "/" : joined);
  }

  /**
   * A normalised path as it stands in a URI: the form to forward, and one that {@link #path} reads.
   */
  public static String encodedPath(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (PATH_CHARS.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
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
