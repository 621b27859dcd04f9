package io.deputy.issuer.replay;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * From when the record is looked at.
 *
 * @param until only what was recorded until then; all of it without
 * @param standingAt when it is asked whether each token would pass; not without
 */
public record View(Optional<Instant> until, Optional<Instant> standingAt) {
  /** All of the record, and nothing is asked of tokens. */
  public static final View ALL = new View(Optional.empty(), Optional.empty());

  public View {
    Objects.requireNonNull(until);
    Objects.requireNonNull(standingAt);
  }

  /** The record as it was, and whether its tokens passed. */
  public static View asOf(Instant time) {
    return new View(Optional.of(time), Optional.of(time));
  }

  /** All of the record, and whether its tokens would pass now. */
  public static View today(Instant now) {
    return new View(Optional.empty(), Optional.of(now));
  }

  boolean shows(Instant recordedAt) {
    return until.filter(recordedAt::isAfter).isEmpty();
  }
}
