package io.deputy.issuer.export;

import io.deputy.verify.Revocation;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A revocation as it is exported.
 *
 * @param cursor its number
 * @param revoked what was taken back
 * @param byKind who did: {@code agent}, {@code user}, {@code operator} or {@code issuer}
 * @param byIssuer who vouches for the user or the operator
 * @param byName who that is
 * @param purpose why, in the words of whoever asked
 * @param address where the request came from
 * @param trace of the request
 * @param recordedAt when it went on record
 */
public record ExportedRevocation(
    long cursor,
    Revocation revoked,
    String byKind,
    Optional<String> byIssuer,
    String byName,
    Optional<String> purpose,
    String address,
    String trace,
    Instant recordedAt) {
  public ExportedRevocation {
    Objects.requireNonNull(revoked);
    Objects.requireNonNull(byKind);
    Objects.requireNonNull(recordedAt);
  }
}
