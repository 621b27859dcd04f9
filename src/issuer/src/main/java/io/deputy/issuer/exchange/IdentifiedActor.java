package io.deputy.issuer.exchange;

import io.deputy.chain.Thumbprint;
import io.deputy.issuer.ledger.OneTimeToken;
import java.util.Objects;
import java.util.Optional;

/**
 * An agent that an actor token identifies.
 *
 * @param agent its id
 * @param key the key that the token proves for it: the one that its {@code cnf} names (RFC 7800,
 *     section 3), else the one that signed it; none if a trust domain vouches for the agent alone
 * @param used the token, where it counts once
 */
public record IdentifiedActor(String agent, Optional<Thumbprint> key, Optional<OneTimeToken> used) {
  public IdentifiedActor {
    Objects.requireNonNull(agent);
    Objects.requireNonNull(key);
    Objects.requireNonNull(used);
  }
}
