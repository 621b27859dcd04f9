package io.deputy.issuer.replay;

import io.deputy.Bytes;
import java.time.Instant;
import java.util.Objects;

/**
 * A row of {@code directory_history} as it stands there.
 *
 * @param version its number
 * @param digest of its content
 * @param inForceFrom by the database's clock
 */
public record DirectoryEntry(long version, Bytes digest, Instant inForceFrom) {
  public DirectoryEntry {
    Objects.requireNonNull(digest);
    Objects.requireNonNull(inForceFrom);
  }

  Row row() {
    return new Row("directory_history", Long.toString(version));
  }
}
