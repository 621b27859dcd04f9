package io.deputy.issuer.exchange;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The limits of a hop, its rights aside.
 *
 * @param issuedAt now, cut to the second
 * @param expiresAt exclusive
 * @param audience the gateways that will honour the token
 * @param maxDepth the highest hop number that may follow
 */
record Settled(Instant issuedAt, Instant expiresAt, SortedSet<String> audience, int maxDepth) {
  Settled {
    Objects.requireNonNull(issuedAt);
    Objects.requireNonNull(expiresAt);
    audience = Collections.unmodifiableSortedSet(new TreeSet<>(audience));
  }
}
