package io.deputy.issuer.identity;

import io.deputy.issuer.ledger.OneTimeToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SortedSet;

/** JWTs that are for us alone, live for a short time and count once (RFC 7523, section 3). */
final class SingleUse {
  /** Characters of a {@code jti}: long enough for any random id. */
  static final int MAX_ID_CHARACTERS = 256;

  private SingleUse() {}

  /**
   * Checks items 3 to 7 of the section.
   *
   * @param kind what it is used as
   * @param signer whose {@code jti} it is
   * @param audiences what it may be addressed to
   * @param maxAhead how far ahead it may expire, the leeway of clocks aside
   */
  static OneTimeToken require(
      OneTimeToken.Kind kind,
      String signer,
      Claims claims,
      Set<String> audiences,
      Duration maxAhead,
      Instant now)
      throws JwtInvalid {
    Instant expiresAt = requireForUs(claims, audiences, maxAhead, now);
    return new OneTimeToken(kind, signer, requireId(claims), expiresAt);
  }

  /** Items 3 to 6: the audience is us, and nobody else, who could send it on to us; and times. */
  static Instant requireForUs(Claims claims, Set<String> audiences, Duration maxAhead, Instant now)
      throws JwtInvalid {
    SortedSet<String> audience = claims.texts("aud").orElseThrow(() -> Claims.missing("aud"));
    if (audience.size() != 1 || !audiences.contains(audience.first())) {
      throw invalid("aud must be exactly one of " + audiences);
    }
    Instant expiresAt = claims.requireTime("exp");
    if (Clocks.isExpired(expiresAt, now)) {
      throw invalid("it expired at " + expiresAt);
    }
    if (expiresAt.isAfter(now.plus(maxAhead).plus(Clocks.LEEWAY))) {
      throw invalid("it expires more than " + maxAhead + " ahead");
    }
    if (Clocks.isTooEarly(claims, now)) {
      throw invalid("it is not valid yet; check the clocks");
    }
    return expiresAt;
  }

  /** Item 7: an id, so that it counts once. */
  static String requireId(Claims claims) throws JwtInvalid {
    String id = claims.requireText("jti");
    if (id.length() > MAX_ID_CHARACTERS) {
      throw invalid("jti has more than " + MAX_ID_CHARACTERS + " characters");
    }
    return id;
  }

  private static JwtInvalid invalid(String problem) {
    return new JwtInvalid(JwtInvalid.Fault.CLAIM, problem);
  }
}
