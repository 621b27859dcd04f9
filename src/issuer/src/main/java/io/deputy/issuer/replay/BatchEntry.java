package io.deputy.issuer.replay;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A row of {@code decision_batch} as it stands there.
 *
 * @param id of the batch
 * @param gateway who signed it
 * @param stream a numbering of the gateway
 * @param first the number of its first record
 * @param last the number of its last record
 * @param next the lowest number that was missing after it
 * @param jws as the gateway signed it
 * @param recordedAt by the database's clock
 */
public record BatchEntry(
    UUID id,
    String gateway,
    UUID stream,
    long first,
    long last,
    long next,
    String jws,
    Instant recordedAt) {
  public BatchEntry {
    Objects.requireNonNull(id);
    Objects.requireNonNull(gateway);
    Objects.requireNonNull(stream);
    Objects.requireNonNull(jws);
    Objects.requireNonNull(recordedAt);
  }

  Row row() {
    return new Row("decision_batch", id.toString());
  }
}
