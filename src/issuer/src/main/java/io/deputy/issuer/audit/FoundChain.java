package io.deputy.issuer.audit;

import io.deputy.chain.ChainId;
import io.deputy.chain.User;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A chain that was found.
 *
 * @param chain its id
 * @param user whose authority it carries
 * @param agents who holds a hop of it, in the order of depth
 * @param hops how many hops it has
 * @param began when its first token was issued
 * @param expiresAt when its first token expires, and so every token of it
 * @param purpose why it began, in the words of whoever asked
 * @param revoked whether its first hop, and so all of it, is revoked
 * @param place where it was found: by the newest hop, or decision, that matched
 */
public record FoundChain(
    ChainId chain,
    User user,
    List<String> agents,
    long hops,
    Instant began,
    Instant expiresAt,
    Optional<String> purpose,
    boolean revoked,
    Place place) {
  public FoundChain {
    Objects.requireNonNull(chain);
    Objects.requireNonNull(user);
    agents = List.copyOf(agents);
    Objects.requireNonNull(began);
    Objects.requireNonNull(expiresAt);
    Objects.requireNonNull(purpose);
    Objects.requireNonNull(place);
  }
}
