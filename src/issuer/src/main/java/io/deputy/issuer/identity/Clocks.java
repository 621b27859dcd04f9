package io.deputy.issuer.identity;

import java.time.Duration;
import java.time.Instant;

/** The times of a JWT (RFC 7519, section 4.1) against ours. */
final class Clocks {
  /** How far another clock may be ahead of ours, for a beginning; an expiry gets none. */
  static final Duration LEEWAY = Duration.ofSeconds(30);

  private Clocks() {}

  /** Expiring exactly now is expired. */
  static boolean isExpired(Instant expiresAt, Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** Whether {@code nbf} or {@code iat} lie further ahead than clocks differ. */
  static boolean isTooEarly(Claims claims, Instant now) throws JwtInvalid {
    Instant latest = now.plus(LEEWAY);
    return claims.time("nbf").filter(latest::isBefore).isPresent()
        || claims.time("iat").filter(latest::isBefore).isPresent();
  }
}
