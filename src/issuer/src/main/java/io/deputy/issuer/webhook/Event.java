package io.deputy.issuer.webhook;

import io.deputy.issuer.audit.FoundDecision;
import io.deputy.issuer.export.ExportedRevocation;
import java.time.Instant;
import java.util.Objects;

/** Something that a receiver is told of. */
public sealed interface Event {
  /** The leaf of the log that stands for what brought it. */
  long leaf();

  /** Which of those that the leaf stands for; 0 if there is one only. */
  long number();

  /**
   * A revocation.
   *
   * @param leaf its leaf
   * @param revocation what went on record
   */
  record Revoked(long leaf, ExportedRevocation revocation) implements Event {
    public Revoked {
      Objects.requireNonNull(revocation);
    }

    @Override
    public long number() {
      return 0;
    }
  }

  /**
   * A decision by which nobody got what was asked for.
   *
   * @param leaf the leaf of its batch
   * @param decision what went on record
   * @param recordedAt when it did
   */
  record Refused(long leaf, FoundDecision decision, Instant recordedAt) implements Event {
    public Refused {
      Objects.requireNonNull(decision);
      Objects.requireNonNull(recordedAt);
    }

    @Override
    public long number() {
      return decision.number();
    }
  }
}
