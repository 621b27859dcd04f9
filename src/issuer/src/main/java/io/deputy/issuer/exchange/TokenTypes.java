package io.deputy.issuer.exchange;

import java.util.Set;

/** Token type identifiers (RFC 8693, section 3). */
public final class TokenTypes {
  /** Our delegation tokens. */
  public static final String DELEGATION = "urn:deputy:params:oauth:token-type:biscuit";

  /** A JWT (RFC 7519). */
  static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

  /** An access token (RFC 6749, section 1.4), which may be opaque. */
  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  /** What a user's token may be called; only an access token may be no JWT. */
  static final Set<String> OF_USERS =
      Set.of(JWT, ACCESS_TOKEN, "urn:ietf:params:oauth:token-type:id_token");

  private TokenTypes() {}
}
