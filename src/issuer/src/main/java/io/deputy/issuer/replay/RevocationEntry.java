package io.deputy.issuer.replay;

import io.deputy.verify.Revocation;
import java.time.Instant;
import java.util.Objects;

/**
 * A row of {@code revocation}, as far as it says what was revoked and when.
 *
 * @param cursor its number
 * @param revocation what was taken back
 * @param recordedAt by the database's clock
 */
public record RevocationEntry(long cursor, Revocation revocation, Instant recordedAt) {
  public RevocationEntry {
    Objects.requireNonNull(revocation);
    Objects.requireNonNull(recordedAt);
  }
}
