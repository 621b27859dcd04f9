package io.deputy.issuer.directory;

import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is to take the place of a version of the directory.
 *
 * @param replaced the number of that version; 0 if this is to be the first
 * @param directory what is to be in force
 * @param disabled the agents that may do nothing any more; what they hold dies with the change
 */
public record Successor(long replaced, Directory directory, SortedSet<String> disabled) {
  public Successor {
    Objects.requireNonNull(directory);
    disabled = Collections.unmodifiableSortedSet(new TreeSet<>(disabled));
  }

  /** Of a version that was read. */
  public static Successor of(Version replaced, Directory directory) {
    return new Successor(
        replaced.number(), directory, directory.disabledSince(Optional.of(replaced.directory())));
  }

  /** Of none, or of one that this instance cannot read. */
  public static Successor of(long replaced, Directory directory) {
    return new Successor(replaced, directory, directory.disabledSince(Optional.empty()));
  }

  /** What is then in force. */
  public Version version() {
    return new Version(replaced + 1, directory);
  }
}
