package io.deputy.issuer.http;

import io.deputy.Refusal;
import io.deputy.issuer.exchange.Connection;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What a request says of its sender beside the form. Certificates come from the handshake with this
 * process alone: a header that claims one is nobody's proof.
 */
final class Connections {
  private Connections() {}

  /** That of a client. */
  static Connection of(HttpServerRequest request) throws Refusal {
    return new Connection(certificates(request), AuthorizationHeader.secret(request));
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
}
