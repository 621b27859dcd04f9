package io.deputy.issuer.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long one that does not answer is left alone: twice as long after each failure, up to a limit,
 * with chance in it so that several instances do not come back together. Not safe for threads.
 */
final class Backoff {
  /** After the first failure. */
  static final Duration FIRST = Duration.ofSeconds(5);

  /** After many; a provider that is back is noticed so soon at the latest. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  private Duration next = FIRST;
  private Instant until = Instant.MIN;

  /** Whether it may be asked again. */
  boolean isOver(Instant now) {
    return !now.isBefore(until);
  }

  void failed(Instant now) {
    long millis = next.toMillis();
    until = now.plusMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    Duration twice = next.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
  }

  void succeeded() {
    next = FIRST;
    until = Instant.MIN;
  }
}
