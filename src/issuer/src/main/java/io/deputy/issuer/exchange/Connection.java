package io.deputy.issuer.exchange;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a caller says of itself beside the form.
 *
 * @param certificates those of its TLS handshake with this very process, its own first
 * @param secret from its Authorization header
 */
public record Connection(List<X509Certificate> certificates, Optional<ClientSecret> secret) {
  /** Nothing but the form. */
  public static final Connection BARE = new Connection(List.of(), Optional.empty());

  public Connection {
    certificates = List.copyOf(certificates);
    Objects.requireNonNull(secret);
  }
}
