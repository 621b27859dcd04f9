package io.deputy.issuer.exchange;

import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.Agent;
import java.util.Objects;
import java.util.Optional;

/**
 * Who delegates to whom.
 *
 * @param delegator the agent that holds the subject token
 * @param actor the id of the agent that is to hold the next one
 * @param key the key of that agent that was asked for or consented to
 * @param consent what the delegator signed, if it is not calling itself
 */
record Delegation(
    Agent delegator, String actor, Optional<Thumbprint> key, Optional<Consent> consent) {
  Delegation {
    Objects.requireNonNull(delegator);
    Objects.requireNonNull(actor);
    Objects.requireNonNull(key);
    Objects.requireNonNull(consent);
  }
}
