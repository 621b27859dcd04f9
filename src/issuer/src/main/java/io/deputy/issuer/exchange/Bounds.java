package io.deputy.issuer.exchange;

import io.deputy.capability.Rights;
import io.deputy.chain.Holder;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.KnownUser;
import io.deputy.issuer.ledger.OneTimeToken;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The most that a hop may be, whatever is asked for.
 *
 * @param parent the token that it extends; none at the first hop
 * @param delegator the agent that delegates; at the first hop the one that asks
 * @param user whose authority it carries
 * @param userTokenAt when her own token was issued, if it is exchanged and says so
 * @param actor the agent that will hold the token
 * @param holder that agent, with the key it must prove
 * @param expiresAt no later than this, the actor's own limit aside
 * @param maxDepth the highest hop number that the chain allows
 * @param whole what the subject token allows
 * @param ceilings what the rights must lie within, each of them
 * @param used what counts once, beside what the caller proved itself with
 * @param consent what the parent's holder signed, if the caller asks for itself
 */
record Bounds(
    Optional<VerifiedChain> parent,
    Agent delegator,
    KnownUser user,
    Optional<Instant> userTokenAt,
    Agent actor,
    Holder holder,
    Instant expiresAt,
    int maxDepth,
    Rights whole,
    List<Ceiling> ceilings,
    List<OneTimeToken> used,
    Optional<Credential> consent) {
  Bounds {
    Objects.requireNonNull(parent);
    Objects.requireNonNull(delegator);
    Objects.requireNonNull(user);
    Objects.requireNonNull(userTokenAt);
    Objects.requireNonNull(actor);
    Objects.requireNonNull(holder);
    Objects.requireNonNull(expiresAt);
    Objects.requireNonNull(whole);
    ceilings = List.copyOf(ceilings);
    used = List.copyOf(used);
    Objects.requireNonNull(consent);
  }

  /** The number of the hop. */
  int number() {
    return parent.map(p -> p.last().number() + 1).orElse(0);
  }
}
