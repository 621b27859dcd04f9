package io.deputy.issuer.replay;

import java.util.Objects;

/**
 * A row of {@code log_leaf} as it stands there.
 *
 * @param index where it stands, from 0
 * @param kind which table it is said to be of
 * @param key which row of it
 * @param entry what is hashed into the tree
 */
public record LeafEntry(long index, String kind, String key, String entry) {
  public LeafEntry {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(key);
    Objects.requireNonNull(entry);
  }

  Row row() {
    return new Row("log_leaf", Long.toString(index));
  }
}
