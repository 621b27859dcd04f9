package io.deputy.issuer.replay;

import io.deputy.chain.HopId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Whether a token would pass at a time, and be minted again under the directory of that time.
 *
 * @param hop which
 * @param at when
 * @param against what changed since it was minted, in words; none if it would pass
 */
public record Standing(HopId hop, Instant at, List<String> against) {
  public Standing {
    Objects.requireNonNull(hop);
    Objects.requireNonNull(at);
    against = List.copyOf(against);
  }

  /** One line for people. */
  public String describe() {
    return "hop "
        + hop
        + (against.isEmpty()
            ? " would pass at " + at
            : " would not pass at " + at + ": " + String.join("; ", against));
  }
}
