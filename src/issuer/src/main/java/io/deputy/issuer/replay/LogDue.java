package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.log.InclusionPromise;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether hops came under a signed checkpoint as soon as exchanges promise. What did not is
 * protected by no log, and whoever has the database can keep it so.
 *
 * @param signed how many leaves the newest checkpoint is over
 * @param now when it is asked
 */
record LogDue(long signed, Instant now) {
  LogDue {
    Objects.requireNonNull(now);
  }

  static LogDue of(LogTrust trust, LogArchive log, Instant now) throws Refusal {
    Optional<CheckpointEntry> newest = log.newest(trust.compromised());
    long signed =
        newest.isPresent() && LogReplay.signed(newest.get(), trust, new Findings()).isPresent()
            ? newest.get().size()
            : 0;
    return new LogDue(signed, now);
  }

  void check(HopEntry hop, Logged logged, Findings findings) {
    boolean under =
        logged.leaves().stream().anyMatch(leaf -> leaf.index() < signed)
            || logged.entry().isEmpty();
    if (!under && hop.issuedAt().plus(InclusionPromise.MAX_MERGE_DELAY).isBefore(now)) {
      findings.unknown(
          hop.row(), "some column", "no signed checkpoint is over its leaf, after a day and more");
    }
  }
}
