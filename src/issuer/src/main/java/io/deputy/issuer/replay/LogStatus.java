package io.deputy.issuer.replay;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.log.Checkpoint;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import io.deputy.log.MerkleTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * How the log is, at a glance. Whether all of it is as signed, {@link Replay#log} says, and {@code
 * deputy log verify}.
 *
 * @param size how many leaves there are
 * @param waiting how many rows wait for one
 * @param newest the newest checkpoint, if its key signed it
 * @param findings what is wrong with the newest checkpoint; none if the tiles give its root
 * @param last the last leaves, the newest first
 */
public record LogStatus(
    long size, long waiting, Optional<Checkpoint> newest, List<Finding> findings, List<Last> last) {
  /** Leaves that are shown. */
  private static final int LAST = 25;

  public LogStatus {
    Objects.requireNonNull(newest);
    findings = List.copyOf(findings);
    last = List.copyOf(last);
  }

  /**
   * A leaf.
   *
   * @param index from 0
   * @param entry what it says; none if that cannot be read
   * @param chain of the hop that it stands for, if it is one
   */
  public record Last(long index, Optional<LogEntry> entry, Optional<ChainId> chain) {
    public Last {
      Objects.requireNonNull(entry);
      Objects.requireNonNull(chain);
    }
  }

  /** How many leaves the newest checkpoint does not have yet. */
  public long unsigned() {
    return size - newest.map(checkpoint -> checkpoint.head().size()).orElse(0L);
  }

  static LogStatus of(LogTrust trust, Archive archive) throws Refusal {
    LogArchive log = archive.log();
    Findings findings = new Findings();
    Optional<CheckpointEntry> entry = log.newest(trust.compromised());
    Optional<Checkpoint> newest =
        entry.isPresent() ? LogReplay.signed(entry.get(), trust, findings) : Optional.empty();
    if (newest.isPresent()) {
      root(entry.get(), newest.get(), log, findings);
    }
    long waiting = log.waiting();
    // After the checkpoint, which has no more leaves than there are.
    long size = log.size();
    List<Last> last = new ArrayList<>();
    for (LeafEntry leaf : log.leaves(Math.max(0, size - LAST), LAST)) {
      last.add(0, last(leaf, archive));
    }
    return new LogStatus(size, waiting, newest, findings.all(), last);
  }

  private static void root(
      CheckpointEntry entry, Checkpoint newest, LogArchive log, Findings findings) throws Refusal {
    try {
      String root =
          new MerkleTree(new CompleteHashes(log), newest.head().size())
              .frontier()
              .head()
              .root()
              .toHex();
      findings.same(entry.row(), "note", root, newest.head().root().toHex());
    } catch (Refusal refusal) {
      if (refusal.reason() != Reason.LOG_PROOF_INVALID) {
        throw refusal;
      }
      findings.differs(entry.row(), "note", "over leaves that are there", refusal.getMessage());
    }
  }

  private static Last last(LeafEntry leaf, Archive archive) throws Refusal {
    Optional<LogEntry> entry = LogEntry.parse(leaf.entry());
    Optional<ChainId> chain =
        entry.isPresent() && entry.get().kind() == LogKind.HOP
            ? archive.chainOf(UUID.fromString(entry.get().key()))
            : Optional.empty();
    return new Last(leaf.index(), entry, chain);
  }
}
