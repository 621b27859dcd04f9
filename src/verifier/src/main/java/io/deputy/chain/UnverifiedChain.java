package io.deputy.chain;

import java.util.List;

/** Replaced by the profile reader. */
record UnverifiedChain(String issuer, ChainId id, User user, List<Hop> hops) {
  Hop last() {
    return hops.get(hops.size() - 1);
  }
}
