package io.deputy.minting;

import io.deputy.capability.Rights;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a hop is to say: whole values, not differences. What equals the parent's is left out of the
 * block. Decided by the caller; the minter only refuses what no token can say.
 *
 * @param id names the hop
 * @param holder who holds the token from here on
 * @param issuedAt cut to the second
 * @param expiresAt exclusive, cut to the second, after {@code issuedAt} and no later than the
 *     parent's
 * @param audience the gateways that honour the token: at least one, and none that the parent lacks
 * @param maxDepth the highest hop number that may follow, no more than the parent's
 * @param rights at least one capability, each admitting something, within the parent's
 */
public record HopTerms(
    HopId id,
    Holder holder,
    Instant issuedAt,
    Instant expiresAt,
    SortedSet<String> audience,
    int maxDepth,
    Rights rights) {
  /**
   * @throws IllegalArgumentException if no token can say this
   */
  public HopTerms {
    Objects.requireNonNull(id);
    Objects.requireNonNull(holder);
    issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
    expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    audience = Collections.unmodifiableSortedSet(new TreeSet<>(audience));
    Objects.requireNonNull(rights);
    if (!expiresAt.isAfter(issuedAt)) {
      throw new IllegalArgumentException("a token expires at least a second after it is issued");
    }
    if (audience.isEmpty()) {
      throw new IllegalArgumentException("a token names at least one gateway");
    }
    if (rights.capabilities().isEmpty()) {
      throw new IllegalArgumentException("a token has at least one capability");
    }
  }
}
