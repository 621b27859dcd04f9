package io.deputy.issuer.exchange;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Makes UUIDs of version 7 (RFC 9562, section 5.7): ordered by time, the rest random. */
final class Uuid7 {
  private final SecureRandom random = new SecureRandom();

  UUID at(Instant now) {
    long high = (now.toEpochMilli() << 16) | 0x7000 | (random.nextLong() & 0x0FFF);
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
