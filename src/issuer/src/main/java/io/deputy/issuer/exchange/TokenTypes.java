package io.deputy.issuer.exchange;

import java.util.Set;

/** Token type identifiers (RFC 8693, section 3). */
public final class TokenTypes {
  /** Our delegation tokens. */
  public static final String DELEGATION = "urn:deputy:params:oauth:token-type:biscuit";

  /** What a user's token may be called; only an access token may be no JWT. */
  static final Set<String> OF_USERS =
      Set.of(
          "urn:ietf:params:oauth:token-type:jwt",
          "urn:ietf:params:oauth:token-type:access_token",
          "urn:ietf:params:oauth:token-type:id_token");

  private TokenTypes() {}
}
