package io.deputy.issuer.audit;

import io.deputy.capability.Loss;
import io.deputy.capability.Rights;
import io.deputy.chain.HopId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One hop of a chain on record.
 *
 * @param id its id
 * @param parent the hop before; none at the first
 * @param depth its number, from 0
 * @param delegator the agent that asked for it
 * @param actor the agent that holds it
 * @param key thumbprint of the key that it is bound to (RFC 7638, base64url); none for a bearer
 *     token
 * @param granted the rights of its token; none if the record cannot be read, which is for a replay
 *     to explain
 * @param from the rights that it was made of: the parent's, or at the first hop what the user's
 *     token allowed; none where that was not recorded
 * @param issuedAt when it was issued
 * @param expiresAt when it expires, exclusive
 * @param audience the gateways that honour it
 * @param maxDepth how deep the chain may get below it
 * @param purpose why, in the words of whoever asked
 * @param directory the number of the directory's version that it rests on; 0 if there is none
 * @param address where the request came from
 * @param trace of the request
 * @param revoked the first revocation that it, or a hop above it, falls under
 */
public record ChainHop(
    HopId id,
    Optional<HopId> parent,
    int depth,
    String delegator,
    String actor,
    Optional<String> key,
    Optional<Rights> granted,
    Optional<Rights> from,
    Instant issuedAt,
    Instant expiresAt,
    List<String> audience,
    int maxDepth,
    Optional<String> purpose,
    long directory,
    String address,
    String trace,
    Optional<Revoked> revoked) {
  public ChainHop {
    Objects.requireNonNull(id);
    Objects.requireNonNull(parent);
    Objects.requireNonNull(delegator);
    Objects.requireNonNull(actor);
    Objects.requireNonNull(key);
    Objects.requireNonNull(granted);
    Objects.requireNonNull(from);
    Objects.requireNonNull(issuedAt);
    Objects.requireNonNull(expiresAt);
    audience = List.copyOf(audience);
    Objects.requireNonNull(purpose);
    Objects.requireNonNull(address);
    Objects.requireNonNull(trace);
    Objects.requireNonNull(revoked);
  }

  /** What it lost of what it was made of. */
  public List<Loss> lost() {
    return from.flatMap(before -> granted.map(before::without)).orElse(List.of());
  }

  /** Whether a gateway with fresh news would still honour it. */
  public boolean livesAt(Instant now) {
    return revoked.isEmpty() && now.isBefore(expiresAt);
  }
}
