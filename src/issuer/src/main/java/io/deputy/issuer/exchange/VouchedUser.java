package io.deputy.issuer.exchange;

import io.deputy.capability.Rights;
import io.deputy.issuer.directory.KnownUser;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A user whose token was verified.
 *
 * @param user who she is
 * @param issuedAt when her token was issued, if it says so; a token from before she was revoked
 *     begins no chain
 * @param expiresAt when her token expires, exclusive
 * @param outlivable whether a delegation token may live longer than hers
 * @param ceiling what her token allows; empty if her issuer's tokens say nothing about rights, and
 *     her grants alone count
 */
public record VouchedUser(
    KnownUser user,
    Optional<Instant> issuedAt,
    Instant expiresAt,
    boolean outlivable,
    Optional<Rights> ceiling) {
  public VouchedUser {
    Objects.requireNonNull(user);
    Objects.requireNonNull(issuedAt);
    Objects.requireNonNull(expiresAt);
    Objects.requireNonNull(ceiling);
  }
}
