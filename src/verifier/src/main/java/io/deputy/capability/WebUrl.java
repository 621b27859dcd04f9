package io.deputy.capability;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL that every program reads the same way, and that has exactly one text: {@code http} or
 * {@code https}, lower case, no user, no fragment, no default port, a host that is a name of ASCII
 * labels or a dotted IPv4 address, a path that is the encoding of a normal form ({@link
 * NormalForm#encodedPath}), and perhaps a query. Everything else is no URL here (RFC 3986, section
 * 6.2).
 *
 * @param scheme {@code http} or {@code https}
 * @param host for instance {@code api.acme.example}
 * @param port 1 to 65,535; the scheme's own where the text has none
 * @param path decoded, in normal form; at least {@code /}
 * @param query raw, without its question mark; none is not the same as an empty one
 */
public record WebUrl(String scheme, String host, int port, String path, Optional<String> query) {
  private static final Pattern PARTS =
      Pattern.compile(
          "(https?)://([a-z0-9-]+(?:\\.[a-z0-9-]+)*)(?::([1-9][0-9]{0,4}))?(/[^?]*)(?:\\?(.*))?",
          Pattern.DOTALL);

  /** A last label of digits, or of hexadecimal, is read as an address by some (WHATWG URL). */
  private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

  private static final int MAX_PORT = 65_535;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** The URL that {@code text} is, if it is one in its one form. */
  public static Optional<WebUrl> parse(String text) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches() || !isHost(parts.group(2))) {
      return Optional.empty();
    }
    String scheme = parts.group(1);
    int own = scheme.equals("http") ? HTTP_PORT : HTTPS_PORT;
    int port = parts.group(3) == null ? own : Integer.parseInt(parts.group(3));
    Optional<String> path = NormalForm.path(parts.group(4));
    Optional<String> query = Optional.ofNullable(parts.group(5));
    if (port > MAX_PORT || path.isEmpty() || !query.map(NormalForm::isQuery).orElse(true)) {
      return Optional.empty();
    }
    WebUrl url = new WebUrl(scheme, parts.group(2), port, path.get(), query);
    return url.text().equals(text) ? Optional.of(url) : Optional.empty();
  }

  /** Whether it is a name of ASCII labels that nobody reads as an address, or an IPv4 address. */
  static boolean isHost(String host) {
    return !NUMERIC.matcher(host).matches()
        || IpAddress.parse(host).filter(a -> a.form() == Form.IPV4).isPresent();
  }

  /** Its one text. */
  public String text() {
    boolean usual = port == (scheme.equals("http") ? HTTP_PORT : HTTPS_PORT);
    return scheme
        + "://"
        + host
        + (usual ? "" : ":" + port)
        + NormalForm.encodedPath(path)
        + query.map(q -> "?" + q).orElse("");
  }
}
