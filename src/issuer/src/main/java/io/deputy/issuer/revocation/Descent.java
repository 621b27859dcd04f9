package io.deputy.issuer.revocation;

import io.deputy.chain.User;
import io.deputy.chain.VerifiedChain;
import java.util.List;
import java.util.Objects;

/**
 * What a hop came from.
 *
 * @param user whose authority it carries
 * @param holders the agents that hold the hops, from hop 0 to the hop itself
 */
public record Descent(User user, List<String> holders) {
  public Descent {
    Objects.requireNonNull(user);
    holders = List.copyOf(holders);
    if (holders.isEmpty()) {
      throw new IllegalArgumentException("every hop has a holder");
    }
  }

  static Descent of(VerifiedChain chain) {
    return new Descent(
        chain.user(), chain.hops().stream().map(hop -> hop.holder().agent()).toList());
  }

  /** The agent that began the chain. */
  String first() {
    return holders.get(0);
  }
}
