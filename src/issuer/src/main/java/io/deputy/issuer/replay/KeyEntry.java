package io.deputy.issuer.replay;

import java.time.Instant;
import java.util.Objects;

/**
 * A row of {@code key_event} as it stands there.
 *
 * @param number of the key
 * @param role what it signs, as a word
 * @param state as a word
 * @param publicKey its algorithm and its bytes in hexadecimal
 * @param at since when it is in that state
 * @param recordedAt by the database's clock
 */
public record KeyEntry(
    int number, String role, String state, String publicKey, Instant at, Instant recordedAt) {
  public KeyEntry {
    Objects.requireNonNull(role);
    Objects.requireNonNull(state);
    Objects.requireNonNull(publicKey);
    Objects.requireNonNull(at);
    Objects.requireNonNull(recordedAt);
  }

  Row row() {
    return new Row("key_event", number + " " + state);
  }
}
