package io.deputy.issuer.exchange;

import java.util.Objects;
import java.util.Optional;

/**
 * What a caller authenticates with (RFC 7521, section 4.2).
 *
 * @param jwt the {@code client_assertion}
 * @param clientId the {@code client_id}, if it was sent too
 */
public record ClientAssertion(Credential jwt, Optional<String> clientId) implements ClientProof {
  public ClientAssertion {
    Objects.requireNonNull(jwt);
    Objects.requireNonNull(clientId);
  }
}
