package io.deputy.chain;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One attested step of a chain, with what holds after it: every value takes the earlier hops into
 * account, so limits only shrink from hop to hop. The rights after a hop are asked of the chain.
 *
 * @param number 0 for the first
 * @param id names the hop
 * @param holder who holds the token from here on
 * @param issuedAt when it was minted, to the second
 * @param expiresAt when it expires, exclusive: a token that expires now has expired
 * @param audience the gateways that honour it
 * @param maxDepth the highest hop number that may follow
 * @param block the index of its block in the token
 */
public record Hop(
    int number,
    HopId id,
    Holder holder,
    Instant issuedAt,
    Instant expiresAt,
    SortedSet<String> audience,
    int maxDepth,
    int block) {
  public Hop {
    Objects.requireNonNull(id);
    Objects.requireNonNull(holder);
    Objects.requireNonNull(issuedAt);
    Objects.requireNonNull(expiresAt);
    audience = Collections.unmodifiableSortedSet(new TreeSet<>(audience));
  }
}
