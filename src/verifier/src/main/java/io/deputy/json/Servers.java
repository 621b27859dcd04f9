package io.deputy.json;

import io.deputy.Refusal;
import io.deputy.capability.Describe;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Canonical URIs of servers: what names one server is one string, so that comparing strings is
 * enough. Absolute, {@code http} or {@code https}, lower-case scheme and host, no default port, no
 * user, query or fragment, no percent-encoding, no empty or dot segment. The host is a name of
 * ASCII labels or a dotted IPv4 address. Anything else is refused, not repaired (RFC 3986, section
 * 6).
 */
final class Servers {
  private static final Pattern URI =
      Pattern.compile(
          "(https?)://([a-z0-9-]+(?:\\.[a-z0-9-]+)*)(?::([1-9][0-9]{0,4}))?"
              + "((?:/[A-Za-z0-9._~!$&'()*+,;=:@-]+)*/?)");

  /** A last label of digits, or of hexadecimal, is read as an address by some (WHATWG URL). */
  private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");

  private static final int MAX_PORT = 65_535;

  private Servers() {}

  /** The URI of an MCP server, which may have a path. */
  static String withPath(At at) throws Refusal {
    parts(at);
    return at.text();
  }

  /** Scheme and authority of an HTTP server. */
  static String withoutPath(At at) throws Refusal {
    if (!parts(at).group(4).isEmpty()) {
      throw at.refuse(
          at.malformed(),
          "is scheme and host only, not "
              + Describe.quote(at.text())
              + "; leave out everything from the third slash on");
    }
    return at.text();
  }

  private static Matcher parts(At at) throws Refusal {
    Matcher uri = URI.matcher(at.text());
    if (!uri.matches() || !isHost(uri.group(2)) || !isPort(uri) || !isPath(uri.group(4))) {
      throw at.refuse(
          at.malformed(),
          "is not a canonical server URI: "
              + Describe.quote(at.text())
              + "; write it like \"https://mcp.acme.example/github\"");
    }
    return uri;
  }

  private static boolean isHost(String host) {
    return !NUMERIC.matcher(host).matches() || IPV4.matcher(host).matches();
  }

  private static boolean isPort(Matcher uri) {
    String port = uri.group(3);
    return port == null
        || (Integer.parseInt(port) <= MAX_PORT
            && !port.equals(uri.group(1).equals("http") ? "80" : "443"));
  }

  /** The empty path and {@code /} name the same resource: only the empty one is canonical. */
  private static boolean isPath(String path) {
    return !path.equals("/") && !path.matches(".*/\\.\\.?(/.*)?");
  }
}
