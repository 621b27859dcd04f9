package io.deputy.issuer.app;

import java.util.Objects;

/** A login of the database. Never prints its password. */
record Login(String user, String password) {
  Login {
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
  }

  @Override
  public String toString() {
    return user + " [redacted]";
  }
}
