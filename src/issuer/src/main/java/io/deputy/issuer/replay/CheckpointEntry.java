package io.deputy.issuer.replay;

import java.util.Objects;

/**
 * A row of {@code log_checkpoint} as it stands there.
 *
 * @param size how many leaves it is said to be over
 * @param key the number of the key that is said to have signed it
 * @param note as it was signed
 */
public record CheckpointEntry(long size, int key, String note) {
  public CheckpointEntry {
    Objects.requireNonNull(note);
  }

  Row row() {
    return new Row("log_checkpoint", size + "/" + key);
  }
}
