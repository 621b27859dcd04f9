package io.deputy.issuer.audit;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A revocation on record.
 *
 * @param cursor its number in the list of revocations
 * @param kind what was revoked: {@code hop}, {@code chain}, {@code user}, {@code agent} or {@code
 *     signature}
 * @param byKind who revoked: {@code agent}, {@code user}, {@code operator} or {@code issuer}
 * @param byIssuer who vouches for the user or the operator
 * @param byName who that is
 * @param at when, by the record's clock
 * @param purpose why, in the words of whoever asked
 */
public record Revoked(
    long cursor,
    String kind,
    String byKind,
    Optional<String> byIssuer,
    String byName,
    Instant at,
    Optional<String> purpose) {
  public Revoked {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(byKind);
    Objects.requireNonNull(byIssuer);
    Objects.requireNonNull(byName);
    Objects.requireNonNull(at);
    Objects.requireNonNull(purpose);
  }
}
