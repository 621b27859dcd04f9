package io.deputy.issuer.exchange;

import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.verify.ProvenKey;
import java.util.Objects;
import java.util.Optional;

/**
 * An agent that has authenticated.
 *
 * @param agent who it is; enabled
 * @param key the key that it proved; {@link ProvenKey#NONE} if it showed a secret
 * @param assertion what it proved it with, to be used up with the hop; none where TLS or a secret
 *     did
 */
public record Caller(Agent agent, ProvenKey key, Optional<OneTimeToken> assertion) {
  public Caller {
    Objects.requireNonNull(agent);
    Objects.requireNonNull(key);
    Objects.requireNonNull(assertion);
  }
}
