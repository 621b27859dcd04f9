package io.deputy.issuer.replay;

import io.deputy.Bytes;
import java.util.Objects;
import java.util.Optional;

/**
 * A row of {@code log_head} as it stands there.
 *
 * @param size how many leaves there were
 * @param previous the size before; none at the first
 * @param root over all of them
 */
public record HeadEntry(long size, Optional<Long> previous, Bytes root) {
  public HeadEntry {
    Objects.requireNonNull(previous);
    Objects.requireNonNull(root);
  }

  Row row() {
    return new Row("log_head", Long.toString(size));
  }
}
