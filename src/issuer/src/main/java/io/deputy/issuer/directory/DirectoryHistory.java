package io.deputy.issuer.directory;

import io.deputy.Bytes;
import io.deputy.Refusal;
import java.util.Objects;
import java.util.Optional;

/** Port: every version of the directory, each with when it came into force and by whom. */
public interface DirectoryHistory {
  /**
   * The version in force, as the database has it.
   *
   * @param number counts from 1, without gaps
   * @param digest names the content
   */
  record InForce(long number, Bytes digest) {
    public InForce {
      Objects.requireNonNull(digest);
    }
  }

  /** The version in force; none in a new database. */
  Optional<InForce> inForce() throws Refusal;

  /** The canonical JSON of a version that is kept. */
  String content(Bytes digest) throws Refusal;
}
