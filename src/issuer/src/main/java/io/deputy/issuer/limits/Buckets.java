package io.deputy.issuer.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One token bucket for each key, as the generic cell rate algorithm (ITU-T I.371, annex A): of a
 * bucket only the time is kept at which it would be full again. Safe for any number of threads.
 */
final class Buckets {
  /** What a bucket holds, in seconds' worth: agents delegate in bursts. */
  private static final int BURST_SECONDS = 10;

  /**
   * The most keys that are remembered, at some 200 bytes each. Whoever can take more names than
   * that is not held back by limits on names.
   */
  private static final int MAX_KEYS = 100_000;

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long interval;
  private final LongSupplier nanos;
  private final Cache<Object, AtomicLong> fullAt;

  Buckets(int perSecond, LongSupplier nanos) {
    this.interval = SECOND / perSecond;
    this.nanos = nanos;
    this.fullAt =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            // A bucket that is full again is like one that never was.
            .expireAfterAccess(2L * BURST_SECONDS, TimeUnit.SECONDS)
            .ticker(nanos::getAsLong)
            .build();
  }

  /** Takes one token from the bucket of {@code key}, if it has one. */
  boolean take(Object key) {
    long now = nanos.getAsLong();
    AtomicLong bucket = fullAt.get(key, k -> new AtomicLong(now));
    while (true) {
      long before = bucket.get();
      long after = (before - now > 0 ? before : now) + interval;
      if (after - now > BURST_SECONDS * SECOND) {
        return false;
      }
      if (bucket.compareAndSet(before, after)) {
        return true;
      }
    }
  }
}
