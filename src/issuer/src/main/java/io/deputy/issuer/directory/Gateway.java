package io.deputy.issuer.directory;

import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A place where tokens are checked.
 *
 * @param id its name, as tokens' audiences have it
 * @param guards the canonical URIs of the servers behind it
 * @param keys what it authenticates with
 */
public record Gateway(String id, SortedSet<String> guards, Optional<PublicKeys> keys) {
  public Gateway {
    Objects.requireNonNull(id);
    guards = Collections.unmodifiableSortedSet(new TreeSet<>(guards));
    Objects.requireNonNull(keys);
  }
}
