package io.deputy.json;

import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.WebUrl;
import java.util.Optional;

/**
 * Canonical URIs of servers: what names one server is one string, so that comparing strings is
 * enough. A {@link WebUrl} without query and percent-encoding, of which the path {@code /} is left
 * out. Anything else is refused, not repaired (RFC 3986, section 6).
 */
final class Servers {
  private Servers() {}

  /** The URI of a server that may have a path. */
  static String withPath(At at) throws Refusal {
    url(at);
    return at.text();
  }

  /** Scheme and authority of an HTTP server. */
  static String withoutPath(At at) throws Refusal {
    if (!url(at).path().equals("/")) {
      throw at.refuse(
          at.malformed(),
          "is scheme and host only, not "
              + Describe.quote(at.text())
              + "; leave out everything from the third slash on");
    }
    return at.text();
  }

  private static WebUrl url(At at) throws Refusal {
    String text = at.text();
    // The empty path and "/" name the same resource: only the empty one is canonical.
    Optional<WebUrl> url =
        WebUrl.parse(text)
            .filter(u -> !u.path().equals("/"))
            .or(() -> WebUrl.parse(text + "/").filter(u -> u.path().equals("/")));
    return url.filter(u -> u.query().isEmpty() && text.indexOf('%') < 0)
        .orElseThrow(
            () ->
                at.refuse(
                    at.malformed(),
                    "is not a canonical server URI: "
                        + Describe.quote(text)
                        + "; write it like \"https://mcp.acme.example/github\""));
  }
}
