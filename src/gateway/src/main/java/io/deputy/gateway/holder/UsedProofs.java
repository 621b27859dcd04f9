package io.deputy.gateway.holder;

import io.deputy.chain.Thumbprint;
import io.deputy.json.DpopProofs;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The proofs that were used at this instance, until nobody could use them any more. It forgets
 * nothing before that: when it is full, a proof counts as used, so the caller is refused.
 */
public final class UsedProofs implements DpopProofs.Replays {
  /** Some 200 MB: at two minutes each, eight thousand proofs a second. */
  public static final int MAX_PROOFS = 1_000_000;

  /** How often what is over is forgotten. */
  private static final long SWEEP_SECONDS = 5;

  private record Proof(Thumbprint key, String id) {}

  private final Map<Proof, Instant> used = new ConcurrentHashMap<>();
  private final AtomicLong nextSweep = new AtomicLong();
  private final Clock clock;
  private final int limit;

  /** Remembers up to {@link #MAX_PROOFS}. */
  public UsedProofs(Clock clock) {
    this(clock, MAX_PROOFS);
  }

  UsedProofs(Clock clock, int limit) {
    this.clock = clock;
    this.limit = limit;
  }

  @Override
  public boolean firstUse(Thumbprint key, String id, Instant until) {
    sweep(clock.instant());
    return used.size() < limit && used.putIfAbsent(new Proof(key, id), until) == null;
  }

  private void sweep(Instant now) {
    long due = nextSweep.get();
    if (now.getEpochSecond() < due
        || !nextSweep.compareAndSet(due, now.getEpochSecond() + SWEEP_SECONDS)) {
      return;
    }
    for (Iterator<Instant> until = used.values().iterator(); until.hasNext(); ) {
      if (until.next().isBefore(now)) {
        until.remove();
      }
    }
  }
}
