package io.deputy.issuer.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Set;

/**
 * The URL that tokens name as their issuer (RFC 8414, section 2): https, or http on this machine;
 * without query, fragment or a slash at its end.
 */
public record IssuerUrl(String value) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * @throws IllegalArgumentException if it is not such a URL
   */
  public IssuerUrl {
    Objects.requireNonNull(value);
    if (!isIssuer(value)) {
      throw new IllegalArgumentException(
          "deputy.issuer \""
              + value
              + "\" must be an https URL without query, fragment or final slash; http is for"
              + " localhost");
    }
  }

  private static boolean isIssuer(String value) {
    try {
      URI url = new URI(value);
      return url.getHost() != null
          && ("https".equals(url.getScheme())
              || ("http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost())))
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && url.getRawUserInfo() == null
          && !value.endsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Where tokens are exchanged; what client assertions are addressed to. */
  public String tokenEndpoint() {
    return value + "/token/exchange";
  }

  /** Where tokens are revoked. */
  public String revocationEndpoint() {
    return value + "/token/revoke";
  }

  /** Where gateways ask about tokens. */
  public String introspectionEndpoint() {
    return value + "/token/introspect";
  }
}
