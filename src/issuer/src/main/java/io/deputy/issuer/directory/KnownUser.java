package io.deputy.issuer.directory;

import io.deputy.chain.User;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A user as her own token describes her; grants go by this.
 *
 * @param user who she is
 * @param groups the groups that her issuer put her in
 * @param roles the roles that her issuer gave her
 */
public record KnownUser(User user, SortedSet<String> groups, SortedSet<String> roles) {
  public KnownUser {
    Objects.requireNonNull(user);
    groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
  }
}
