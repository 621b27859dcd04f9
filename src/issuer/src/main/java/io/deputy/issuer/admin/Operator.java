package io.deputy.issuer.admin;

import io.deputy.chain.User;
import java.util.Objects;

/**
 * An operator who has authenticated; the record names her like this.
 *
 * @param issuer who vouches for her, the {@code iss} of her token
 * @param subject who she is there, its {@code sub}
 */
public record Operator(String issuer, String subject) {
  public Operator {
    Objects.requireNonNull(issuer);
    Objects.requireNonNull(subject);
  }

  /** The same person. */
  User asUser() {
    return new User(issuer, subject);
  }
}
