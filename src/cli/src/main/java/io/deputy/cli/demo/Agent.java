package io.deputy.cli.demo;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** An agent with a key of its own. */
record Agent(String id, SigningKey key) {
  /** Long enough to be sent, too short to be found later. */
  private static final Duration ASSERTION_LIFETIME = Duration.ofSeconds(60);

  /** A new agent with a new key. */
  static Agent named(String id) {
    return new Agent(id, SigningKey.generate());
  }

  /** Proves to {@code issuer} who is calling ({@code private_key_jwt}, RFC 7523, section 3). */
  String assertion(String issuer, Instant now) {
    return key.sign(
        new JWTClaimsSet.Builder()
            .issuer(id)
            .subject(id)
            .audience(issuer)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(ASSERTION_LIFETIME)))
            .build());
  }
}
