package io.deputy.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a log says of an entry before it has it: that it will, and by when. Whoever holds one that
 * was not kept can show that the log broke its word.
 *
 * @param origin which log
 * @param entry what will be a leaf
 * @param at when it was promised, in whole seconds
 * @param by when it will be a leaf at the latest, in whole seconds
 */
public record InclusionPromise(String origin, LogEntry entry, Instant at, Instant by) {
  /**
   * The maximum merge delay. Leaves are there within a second or two; but the log must stand an
   * outage of its database without breaking its word. A day, as logs of certificates have it.
   */
  public static final Duration MAX_MERGE_DELAY = Duration.ofDays(1);

  public InclusionPromise {
    Objects.requireNonNull(origin);
    Objects.requireNonNull(entry);
    Objects.requireNonNull(at);
    Objects.requireNonNull(by);
  }

  /** The promise that is made at this moment. */
  public static InclusionPromise of(String origin, LogEntry entry, Instant now) {
    Instant at = Instant.ofEpochSecond(now.getEpochSecond());
    return new InclusionPromise(origin, entry, at, at.plus(MAX_MERGE_DELAY));
  }
}
