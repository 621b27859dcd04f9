package io.deputy.issuer.directory;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A place where tokens are checked.
 *
 * @param id its name, as tokens' audiences have it
 * @param guards the canonical URIs of the servers behind it
 * @param keys its own; none if it never asks anything here, or is known by its certificate's name
 * @param method how it authenticates
 */
public record Gateway(String id, SortedSet<String> guards, PublicKeys keys, ClientMethod method)
    implements RegisteredClient {
  public Gateway {
    Objects.requireNonNull(id);
    guards = Collections.unmodifiableSortedSet(new TreeSet<>(guards));
    Objects.requireNonNull(keys);
    Objects.requireNonNull(method);
  }
}
