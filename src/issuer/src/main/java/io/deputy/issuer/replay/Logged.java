package io.deputy.issuer.replay;

import io.deputy.log.LogEntry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A row of the record, and what the transparency log has of it.
 *
 * @param row which
 * @param entry what its leaf must say; none if the row is gone since its key was read
 * @param leaves that stand for it
 * @param waiting whether it is yet to become a leaf
 */
public record Logged(Row row, Optional<LogEntry> entry, List<LeafEntry> leaves, boolean waiting) {
  public Logged {
    Objects.requireNonNull(row);
    Objects.requireNonNull(entry);
    leaves = List.copyOf(leaves);
  }

  /**
   * What the leaves have against the row: it has one, which is the digest of all its columns, or
   * waits for one. Whether that leaf is one that the log was signed with is not looked at here.
   */
  Optional<Finding> difference() {
    if (entry.isEmpty()) {
      return Optional.empty(); // Told as missing where its key was read.
    }
    if (leaves.isEmpty()) {
      return waiting
          ? Optional.empty()
          : Optional.of(
              new Finding.Missing(new Row("log_leaf", row.key()), row.describe() + " is there"));
    }
    if (leaves.size() > 1) {
      return Optional.of(new Finding.Duplicate(row, "the log has it " + leaves.size() + " times"));
    }
    String leaf = leaves.get(0).entry();
    return leaf.equals(entry.get().text())
        ? Optional.empty()
        : Optional.of(new Finding.Differs(row, "some column", leaf, entry.get().text()));
  }
}
