package io.deputy.minting;

import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the first token of a chain is to say. Decided by the caller; the minter only refuses what no
 * token can say.
 *
 * @param chain names the chain
 * @param user whose authority it carries
 * @param hop names the hop
 * @param holder who holds the token
 * @param issuedAt cut to the second
 * @param expiresAt exclusive, cut to the second, after {@code issuedAt}
 * @param audience the gateways that honour it, at least one
 * @param maxDepth the highest hop number that may follow
 * @param rights at least one capability, each admitting something
 */
public record FirstHop(
    ChainId chain,
    User user,
    HopId hop,
    Holder holder,
    Instant issuedAt,
    Instant expiresAt,
    SortedSet<String> audience,
    int maxDepth,
    Rights rights) {
  public FirstHop {
    Objects.requireNonNull(chain);
    Objects.requireNonNull(user);
    Objects.requireNonNull(hop);
    Objects.requireNonNull(holder);
    audience = Collections.unmodifiableSortedSet(new TreeSet<>(audience));
    Objects.requireNonNull(rights);
    Terms.requireWellFormed(issuedAt, expiresAt, audience, rights);
  }
}
