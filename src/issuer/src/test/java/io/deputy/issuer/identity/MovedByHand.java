package io.deputy.issuer.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that moves by hand. */
final class MovedByHand extends Clock {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

  void forward(Duration by) {
    now.updateAndGet(n -> n.plus(by));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
