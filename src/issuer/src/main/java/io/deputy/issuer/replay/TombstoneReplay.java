package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.json.TombstoneJson;
import io.deputy.log.Checkpoint;
import io.deputy.log.NoteKey;
import io.deputy.log.Tombstone;
import java.util.List;
import java.util.Optional;

/**
 * Looks at what stands where decisions were deleted. What lies under a good tombstone is not
 * missing; and nobody can say any more that it was fine.
 */
final class TombstoneReplay {
  private final List<NoteKey> keys;
  private final List<NoteKey> compromised;
  private final Findings findings;

  private TombstoneReplay(TrustedKeys pinned, Findings findings) {
    this.keys = of(pinned, false);
    this.compromised = of(pinned, true);
    this.findings = findings;
  }

  private static List<NoteKey> of(TrustedKeys pinned, boolean compromised) {
    return pinned.keys().stream()
        .filter(key -> key.role() == TrustedKey.Role.LOG)
        .filter(key -> (key.state() == TrustedKey.State.COMPROMISED) == compromised)
        .map(key -> new NoteKey(Checkpoint.origin(key.issuer()), key.key()))
        .toList();
  }

  static void run(TrustedKeys pinned, List<TombstoneEntry> stones, Findings findings) {
    TombstoneReplay replay = new TombstoneReplay(pinned, findings);
    stones.forEach(replay::stone);
  }

  private void stone(TombstoneEntry entry) {
    Optional<Tombstone> signed = signed(entry);
    if (signed.isEmpty()) {
      return;
    }
    Tombstone says = signed.get();
    findings.same(entry.row(), "number", says.number(), entry.number());
    findings.same(entry.row(), "month", says.month().toString().replace('-', '_'), entry.month());
    findings.same(entry.row(), "batches", says.batches(), entry.contents().batches());
    findings.same(entry.row(), "decisions", says.decisions(), entry.contents().decisions());
    findings.same(entry.row(), "what lies under it", says.digest(), entry.contents().digest());
    findings.unknown(
        entry.row(),
        "decisions",
        "%d of %s were deleted under retention by %s at %s: %s"
            .formatted(says.decisions(), says.month(), says.by(), says.at(), says.policy()));
  }

  private Optional<Tombstone> signed(TombstoneEntry entry) {
    try {
      return Optional.of(TombstoneJson.read(entry.statement(), keys));
    } catch (Refusal refusal) {
      if (isByCompromised(entry)) {
        findings.unknown(entry.row(), "statement", "its key is compromised, so anybody signed it");
      } else {
        findings.differs(
            entry.row(), "statement", "what a key of the log signed", refusal.getMessage());
      }
      return Optional.empty();
    }
  }

  private boolean isByCompromised(TombstoneEntry entry) {
    try {
      return !TombstoneJson.read(entry.statement(), compromised).by().isEmpty();
    } catch (Refusal refusal) {
      return false;
    }
  }
}
