package io.deputy.issuer.directory;

import io.deputy.capability.Rights;
import io.deputy.chain.Profile;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A registered agent.
 *
 * @param id its name, the {@code client_id} of OAuth
 * @param keys what it holds tokens with; no other agent has any of them, and only one whose
 *     certificates are known by name may have none
 * @param method how it authenticates
 * @param ceiling the most that it may ever hold
 * @param delegates the agents that it may delegate to, itself aside
 * @param maxDepth the highest hop number that a token held by it may have or allow
 * @param maxLifetime how long a token that it holds may live
 * @param bearer whether the tokens that it hands on, or gets for a user's, may be bound to no key
 * @param spiffeId its SPIFFE id, if a trust domain vouches for it
 * @param disabled whether it may do nothing for now
 */
public record Agent(
    String id,
    PublicKeys keys,
    ClientMethod method,
    Rights ceiling,
    SortedSet<String> delegates,
    int maxDepth,
    Duration maxLifetime,
    boolean bearer,
    Optional<String> spiffeId,
    boolean disabled)
    implements RegisteredClient {
  /** Eight hops, counted from 0: the same for every chain, so that nobody has to look it up. */
  public static final int HIGHEST_HOP = Profile.MAX_HOPS - 1;

  public Agent {
    Objects.requireNonNull(id);
    Objects.requireNonNull(keys);
    Objects.requireNonNull(method);
    Objects.requireNonNull(ceiling);
    delegates = Collections.unmodifiableSortedSet(new TreeSet<>(delegates));
    Objects.requireNonNull(maxLifetime);
    Objects.requireNonNull(spiffeId);
  }

  /** Whether it may delegate to {@code agent}; always to itself. */
  public boolean mayDelegateTo(String agent) {
    return agent.equals(id) || delegates.contains(agent);
  }
}
