package io.deputy.issuer.export;

import io.deputy.Bytes;
import io.deputy.capability.Rights;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A hop as it is exported: what was delegated, not what a token is made of.
 *
 * @param id its id
 * @param chain it belongs to
 * @param parent the hop before; none at the first
 * @param depth its number, from 0
 * @param delegator the agent that asked for it
 * @param actor the agent that holds it
 * @param key thumbprint of the key that it is bound to; empty for a bearer token
 * @param userIssuer who vouches for the user
 * @param userSubject whose authority it carries
 * @param groups hers, as her token had them
 * @param roles hers, likewise
 * @param asked the rights asked for; none if the row cannot be read, which replay explains
 * @param granted the rights of the token; none likewise
 * @param directory digest of the version of the directory that it rests on
 * @param issuedAt when it was issued
 * @param expiresAt when it expires, exclusive
 * @param audience the gateways that honour it
 * @param maxDepth how deep the chain may get below it
 * @param purpose why, in the words of whoever asked
 * @param address where the request came from
 * @param trace of the request
 * @param recordedAt when it went on record
 * @param revoked number of the first revocation that it, or a hop above it, falls under
 */
public record ExportedHop(
    UUID id,
    UUID chain,
    Optional<UUID> parent,
    int depth,
    String delegator,
    String actor,
    Bytes key,
    String userIssuer,
    String userSubject,
    List<String> groups,
    List<String> roles,
    Optional<Rights> asked,
    Optional<Rights> granted,
    Bytes directory,
    Instant issuedAt,
    Instant expiresAt,
    List<String> audience,
    int maxDepth,
    Optional<String> purpose,
    String address,
    String trace,
    Instant recordedAt,
    OptionalLong revoked) {
  public ExportedHop {
    Objects.requireNonNull(id);
    Objects.requireNonNull(chain);
    groups = List.copyOf(groups);
    roles = List.copyOf(roles);
    audience = List.copyOf(audience);
  }
}
