package io.deputy.issuer.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How this service ends TLS. Any client certificate passes the handshake, which proves its key; the
 * framework must not choose among them, since a self-signed one is as good for the agent that has
 * registered its key (RFC 8705, section 2.2). Who it is, is decided afterwards, for each request.
 */
final class TlsServer {
  /** A configuration of its own, so that what it says of trust holds for nothing else. */
  private static final String NAME = "deputy";

  private TlsServer() {}

  /**
   * The settings of the framework that {@code tls} means; none if it is not used.
   *
   * @throws CannotStart if a half of it is missing
   */
  static Map<String, String> settings(Settings.Tls tls) throws CannotStart {
    Map<String, String> settings = new LinkedHashMap<>();
    if (tls.certificate().isPresent() != tls.key().isPresent()) {
      throw new CannotStart("set both deputy.tls.certificate and deputy.tls.key, or neither");
    }
    Optional<String> certificate = tls.certificate().map(Object::toString);
    if (certificate.isPresent()) {
      String prefix = "quarkus.tls." + NAME + ".";
      settings.put(prefix + "key-store.pem.0.cert", certificate.get());
      settings.put(prefix + "key-store.pem.0.key", tls.key().orElseThrow().toString());
      settings.put(prefix + "trust-all", "true");
      settings.put("quarkus.http.tls-configuration-name", NAME);
      settings.put("quarkus.http.insecure-requests", "disabled");
    } else if (tls.clientAuthority().isPresent()) {
      throw new CannotStart("deputy.tls.client-authority needs deputy.tls.certificate");
    }
    return settings;
  }
}
