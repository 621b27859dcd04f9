package io.deputy.issuer.replay;

import io.deputy.Bytes;
import java.util.Objects;

/**
 * A row of {@code tombstone}, and what lies under it as it comes out now.
 *
 * @param number its number
 * @param month whose decisions were deleted
 * @param statement what the issuer says of that, signed
 * @param contents what lies under it
 */
public record TombstoneEntry(long number, String month, String statement, Contents contents) {
  public TombstoneEntry {
    Objects.requireNonNull(month);
    Objects.requireNonNull(statement);
    Objects.requireNonNull(contents);
  }

  /**
   * What lies under a tombstone.
   *
   * @param digest of all of it: SHA-256 of a line for each leaf, each run of numbers and each chain
   * @param batches how many batches
   * @param decisions how many decisions
   */
  public record Contents(Bytes digest, long batches, long decisions) {
    public Contents {
      Objects.requireNonNull(digest);
    }
  }

  Row row() {
    return new Row("tombstone", Long.toString(number));
  }
}
