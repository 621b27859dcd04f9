package io.deputy.issuer.log;

import java.io.IOException;
import java.util.Optional;

/**
 * Port: what this instance signed last, kept outside of the database. So a database that was
 * rewritten, or restored from before, is not signed as if nothing had happened.
 */
public interface SignedBefore {
  /** The note; none before the first. */
  Optional<String> read() throws IOException;

  /** Keeps a note, durably, in place of the one before. */
  void keep(String note) throws IOException;
}
