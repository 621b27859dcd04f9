package io.deputy.chain;

import java.util.Objects;

/**
 * The person whose authority a chain carries.
 *
 * @param issuer who vouches for her
 * @param subject her name there
 */
public record User(String issuer, String subject) {
  public User {
    Objects.requireNonNull(issuer);
    Objects.requireNonNull(subject);
  }
}
