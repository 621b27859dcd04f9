package io.deputy.gateway.app;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Says to the framework what the settings of TLS mean: callers reach the gateway over TLS alone. A
 * client certificate is asked for and never required, and any passes the handshake, which proves
 * its key; whether that is the key of the token is decided for each request (RFC 8705, section 3).
 */
public final class TlsSettings implements ConfigSourceFactory {
  private static final String CERTIFICATE = "deputy.gateway.tls.certificate";
  private static final String KEY = "deputy.gateway.tls.key";

  /** A configuration of its own, so that what it says of trust holds for nothing else. */
  private static final String NAME = "deputy";

  /** Above the packaged application.properties, below what operators set. */
  private static final int ORDINAL = 275;

  /**
   * The settings of the framework; none without a certificate.
   *
   * @throws IllegalStateException if a half is missing
   */
  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    Optional<String> certificate = value(context, CERTIFICATE);
    Optional<String> key = value(context, KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalStateException("set both " + CERTIFICATE + " and " + KEY + ", or neither");
    }
    if (certificate.isEmpty()) {
      return List.of();
    }
    Map<String, String> settings = new LinkedHashMap<>();
    String prefix = "quarkus.tls." + NAME + ".";
    settings.put(prefix + "key-store.pem.0.cert", certificate.get());
    settings.put(prefix + "key-store.pem.0.key", key.get());
    settings.put(prefix + "trust-all", "true");
    settings.put("quarkus.http.tls-configuration-name", NAME);
    settings.put("quarkus.http.insecure-requests", "disabled");
    return List.of(new PropertiesConfigSource(settings, "deputy.gateway.tls", ORDINAL));
  }

  private static Optional<String> value(ConfigSourceContext context, String name) {
    ConfigValue value = context.getValue(name);
    return Optional.ofNullable(value).map(ConfigValue::getValue).filter(text -> !text.isBlank());
  }
}
