package io.deputy.issuer.directory;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.User;
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

  /**
   * Puts {@code directory} into force after version {@code expected}, for every instance at once:
   * when this returns, no hop that rests on an older version is recorded any more.
   *
   * @param expected the version it replaces; 0 for none
   * @param by the operator who says so; none when it is the file at a start
   * @return false if another version is in force by now, and nothing was done
   */
  boolean advance(long expected, Directory directory, Optional<User> by) throws Refusal;
}
