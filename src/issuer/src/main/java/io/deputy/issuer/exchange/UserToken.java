package io.deputy.issuer.exchange;

import java.util.Objects;

/**
 * A user's token, not verified yet.
 *
 * @param text the token
 * @param mayBeOpaque whether it may be something that only its issuer can read (RFC 7662): JWTs and
 *     ID tokens are called so because they are not
 */
public record UserToken(Credential text, boolean mayBeOpaque) {
  public UserToken {
    Objects.requireNonNull(text);
  }
}
