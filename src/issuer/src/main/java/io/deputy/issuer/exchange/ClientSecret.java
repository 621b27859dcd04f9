package io.deputy.issuer.exchange;

import java.util.Objects;

/**
 * A shared secret in the Authorization header (RFC 6749, section 2.3.1).
 *
 * @param clientId who the caller says it is
 * @param secret what it sent
 */
public record ClientSecret(String clientId, Credential secret) implements ClientProof {
  public ClientSecret {
    Objects.requireNonNull(clientId);
    Objects.requireNonNull(secret);
  }
}
