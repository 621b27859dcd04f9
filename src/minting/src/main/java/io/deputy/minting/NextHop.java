package io.deputy.minting;

import io.deputy.capability.Rights;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the next token of a chain is to say: whole values, not differences. What equals the parent's
 * is left out of the block.
 *
 * @param hop names the hop
 * @param holder who holds the token
 * @param issuedAt cut to the second
 * @param expiresAt exclusive, no later than the parent's
 * @param audience a subset of the parent's, at least one
 * @param maxDepth no more than the parent's
 * @param rights within the parent's
 */
public record NextHop(
    HopId hop,
    Holder holder,
    Instant issuedAt,
    Instant expiresAt,
    SortedSet<String> audience,
    int maxDepth,
    Rights rights) {
  public NextHop {
    Objects.requireNonNull(hop);
    Objects.requireNonNull(holder);
    audience = Collections.unmodifiableSortedSet(new TreeSet<>(audience));
    Objects.requireNonNull(rights);
    Terms.requireWellFormed(issuedAt, expiresAt, audience, rights);
  }
}
