package io.deputy.issuer.replay;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.log.Checkpoint;
import io.deputy.log.LogProof;
import io.deputy.log.MerkleTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the leaves of one chain are in the tree that the log's newest checkpoint is over, and
 * whether that continues what somebody kept: by proofs, which take a few tiles however long the log
 * is.
 */
final class ChainInLog {
  /** What says that a part of the tree is not as it must be; anything else is an outage. */
  private static final Set<Reason> WRONG =
      Set.of(
          Reason.LOG_PROOF_INVALID,
          Reason.CHECKPOINT_INCONSISTENT,
          Reason.CHECKPOINT_ROLLED_BACK,
          Reason.CHECKPOINT_MALFORMED,
          Reason.CHECKPOINT_SIGNATURE_INVALID);

  private final LogTrust trust;
  private final LogArchive log;
  private final Findings findings;

  private ChainInLog(LogTrust trust, LogArchive log, Findings findings) {
    this.trust = trust;
    this.log = log;
    this.findings = findings;
  }

  /**
   * Proves what there is of a chain, read before this.
   *
   * @return what is wrong
   */
  static List<Finding> prove(List<Logged> rows, LogTrust trust, LogArchive log) throws Refusal {
    Findings findings = new Findings();
    List<LeafEntry> leaves = rows.stream().flatMap(row -> row.leaves().stream()).toList();
    Optional<CheckpointEntry> newest = log.newest(trust.compromised());
    ChainInLog chain = new ChainInLog(trust, log, findings);
    if (newest.isPresent() && trust.hasKeys()) {
      chain.under(newest.get(), leaves);
    } else if (newest.isPresent()) {
      findings.unknown(
          newest.get().row(), "note", "no key of the role log is among the given ones");
    } else if (!leaves.isEmpty() || !trust.saved().isEmpty()) {
      findings.missing(new Row("log_checkpoint", "of any size"), "the log has leaves");
    }
    return findings.all();
  }

  private void under(CheckpointEntry newest, List<LeafEntry> leaves) throws Refusal {
    Optional<Checkpoint> signed = LogReplay.signed(newest, trust, findings);
    if (signed.isEmpty()) {
      return;
    }
    MerkleTree tree = new MerkleTree(new CompleteHashes(log), signed.get().head().size());
    for (LogTrust.Saved saved : trust.saved()) {
      Checkpoint before = saved.checkpoint();
      attempt(
          newest.row(),
          "note",
          "of a log that continues " + saved.name(),
          () -> {
            before.requireMayPrecede(signed.get());
            before.requirePrecedes(signed.get(), tree.consistency(before.head().size()));
          });
    }
    for (LeafEntry leaf : leaves) {
      if (leaf.index() < signed.get().head().size()) {
        attempt(
            leaf.row(),
            "entry",
            "one that the checkpoint of " + newest.size() + " leaves is over",
            () ->
                new LogProof(
                        leaf.entry(), leaf.index(), tree.inclusion(leaf.index()), newest.note())
                    .requireIn(signed.get().head()));
      }
    }
  }

  private interface Check {
    void run() throws Refusal;
  }

  private void attempt(Row row, String field, String expected, Check check) throws Refusal {
    try {
      check.run();
    } catch (Refusal refusal) {
      if (!WRONG.contains(refusal.reason())) {
        throw refusal;
      }
      findings.differs(row, field, expected, refusal.getMessage());
    }
  }
}
