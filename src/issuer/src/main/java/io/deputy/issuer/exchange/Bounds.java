package io.deputy.issuer.exchange;

import io.deputy.capability.Rights;
import io.deputy.chain.Holder;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.KnownUser;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The most that a hop may be, whatever is asked for.
 *
 * @param parent the token that it extends; none at the first hop
 * @param user whose authority it carries
 * @param userTokenAt when her own token was issued, if it is exchanged and says so
 * @param actor the agent that will hold the token
 * @param holder that agent, with the key it must prove
 * @param expiresAt no later than this, the actor's own limit aside
 * @param maxDepth the highest hop number that the chain allows
 * @param whole what the subject token allows
 * @param ceilings what the rights must lie within, each of them
 */
record Bounds(
    Optional<VerifiedChain> parent,
    KnownUser user,
    Optional<Instant> userTokenAt,
    Agent actor,
    Holder holder,
    Instant expiresAt,
    int maxDepth,
    Rights whole,
    List<Ceiling> ceilings) {
  Bounds {
    Objects.requireNonNull(parent);
    Objects.requireNonNull(user);
    Objects.requireNonNull(userTokenAt);
    Objects.requireNonNull(actor);
    Objects.requireNonNull(holder);
    Objects.requireNonNull(expiresAt);
    Objects.requireNonNull(whole);
    ceilings = List.copyOf(ceilings);
  }

  /** The number of the hop. */
  int number() {
    return parent.map(p -> p.last().number() + 1).orElse(0);
  }
}
