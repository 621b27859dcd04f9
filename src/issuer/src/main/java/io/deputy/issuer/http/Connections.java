package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.exchange.ClientSecret;
import io.deputy.issuer.exchange.Connection;
import io.deputy.issuer.exchange.Credential;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What a request says of its sender beside the form. Certificates come from the handshake with this
 * process alone: a header that claims one is nobody's proof.
 */
final class Connections {
  static final String AUTHORIZATION = "Authorization";

  private static final Pattern BASIC = Pattern.compile("[Bb][Aa][Ss][Ii][Cc] +([A-Za-z0-9+/]+=*)");

  /** RFC 9110, section 11.1; none that is registered is longer. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9-]{0,31})( .*)?");

  private Connections() {}

  static Connection of(HttpServerRequest request) throws Refusal {
    List<String> headers = request.headers().getAll(AUTHORIZATION);
    if (headers.size() > 1) {
      throw invalid();
    }
    return new Connection(
        certificates(request),
        headers.isEmpty() ? Optional.empty() : Optional.of(secret(headers.get(0))));
  }

  private static List<X509Certificate> certificates(HttpServerRequest request) {
    if (request.sslSession() == null) {
      return List.of();
    }
    try {
      return Arrays.stream(request.sslSession().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  /** RFC 6749, section 2.3.1: both encoded as in a form, joined with a colon. */
  private static ClientSecret secret(String header) throws Refusal {
    Matcher basic = BASIC.matcher(header);
    if (!basic.matches()) {
      throw invalid();
    }
    try {
      String joined =
          new String(Base64.getDecoder().decode(basic.group(1)), StandardCharsets.ISO_8859_1);
      int colon = joined.indexOf(':');
      if (colon < 1) {
        throw invalid();
      }
      return new ClientSecret(
          FormBody.decode(joined.substring(0, colon)),
          new Credential(FormBody.decode(joined.substring(colon + 1))));
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  /** RFC 6749, section 5.2: a challenge of the scheme that the caller tried. */
  static Optional<String> challenge(HttpServerRequest request) {
    return Optional.ofNullable(request.getHeader(AUTHORIZATION))
        .map(SCHEME::matcher)
        .map(
            m ->
                (m.matches() && !isBasic(m.group(1)) ? m.group(1) : "Basic") + " realm=\"deputy\"");
  }

  private static boolean isBasic(String scheme) {
    return scheme.toLowerCase(Locale.ROOT).equals("basic");
  }

  private static Refusal invalid() {
    return new Refusal(
        Reason.CLIENT_SECRET_INVALID,
        "the Authorization header is not one of \"Basic\" with an agent's id and secret");
  }
}
