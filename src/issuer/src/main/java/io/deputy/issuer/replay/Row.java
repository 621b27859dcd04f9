package io.deputy.issuer.replay;

import java.util.Objects;

/**
 * One row of the record.
 *
 * @param table its table
 * @param key what names it there
 */
public record Row(String table, String key) {
  public Row {
    Objects.requireNonNull(table);
    Objects.requireNonNull(key);
  }

  /** For people. */
  public String describe() {
    return table + " " + key;
  }
}
