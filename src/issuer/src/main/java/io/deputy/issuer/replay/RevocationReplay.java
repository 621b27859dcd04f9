package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.Profile;
import io.deputy.verify.Revocation;
import io.deputy.verify.Revocations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether a hop was minted although it, or what it came from, was revoked by then. */
final class RevocationReplay {
  /**
   * A revocation and a hop that are recorded at once take their times before they wait for each
   * other, and the database lets nobody wait longer than 4 s (the statement timeout).
   */
  static final Duration RACE = Duration.ofSeconds(5);

  private RevocationReplay() {}

  static void run(Lineages.Lineage lineage, List<RevocationEntry> revocations, Findings findings) {
    HopEntry row = lineage.row();
    for (RevocationEntry entry : revocations) {
      if (entry.recordedAt().plus(RACE).isBefore(row.recordedAt()) && isUnder(lineage, entry)) {
        findings.differs(
            row.row(),
            "recorded_at",
            "before " + entry.recordedAt() + ", since revocation " + entry.cursor() + " applies",
            row.recordedAt().toString());
      }
    }
  }

  private static boolean isUnder(Lineages.Lineage lineage, RevocationEntry entry) {
    return isUnder(lineage, entry.revocation()) || beganLate(lineage, entry.revocation());
  }

  /** A login from before her revocation begins no new chain, nor does one that says no time. */
  private static boolean beganLate(Lineages.Lineage lineage, Revocation revocation) {
    if (lineage.number() != 0
        || !(revocation instanceof Revocation.OfUser of)
        || !of.user().equals(lineage.chain().user())) {
      return false;
    }
    Optional<Instant> login = lineage.row().userTokenAt().map(t -> t.minus(Profile.CLOCK_LEEWAY));
    return login.isEmpty() || !login.get().isAfter(of.through());
  }

  static boolean isUnder(Lineages.Lineage lineage, Revocation revocation) {
    try {
      Revocations.NONE
          .with(lineage.chain().issuer(), List.of(revocation))
          .requireLive(lineage.chain(), lineage.number());
      return false;
    } catch (Refusal revoked) {
      return true;
    }
  }
}
