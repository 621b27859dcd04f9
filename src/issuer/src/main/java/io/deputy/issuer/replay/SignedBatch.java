package io.deputy.issuer.replay;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.decisions.BatchSignatures;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.directory.Directory;
import io.deputy.json.DecisionBatchJson;
import io.deputy.verify.DecisionBatch;
import io.deputy.verify.DecisionRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A batch of decisions as its gateway signed it.
 *
 * @param row where it stands
 * @param content what the gateway signed; none if the signature does not hold
 */
record SignedBatch(BatchEntry row, Optional<DecisionBatch> content) {
  /**
   * A batch is verified by the directory that an instance knows, which may be as much older than
   * the one in force, before it is recorded in a transaction.
   */
  private static final Duration BEFORE = Directories.MAX_AGE.plus(RevocationReplay.RACE);

  SignedBatch {
    Objects.requireNonNull(row);
    Objects.requireNonNull(content);
  }

  /** Verifies it under the directory of then, and compares it with its row. */
  static SignedBatch of(
      BatchEntry row, Grounds grounds, BatchSignatures signatures, Findings findings)
      throws Refusal {
    Optional<BatchSignatures.Signed> signed = Optional.empty();
    Optional<Refusal> refused = Optional.empty();
    boolean known = false;
    for (Instant time : List.of(row.recordedAt(), row.recordedAt().minus(BEFORE))) {
      Optional<Directory> directory = directory(time, grounds);
      known |= directory.isPresent();
      if (signed.isEmpty() && directory.isPresent()) {
        try {
          signed = Optional.of(signatures.verify(row.jws(), directory.get()));
        } catch (Refusal refusal) {
          refused = refused.isPresent() ? refused : Optional.of(refusal);
        }
      }
    }
    if (!known) {
      findings.unknown(row.row(), "jws", "which directory was in force then cannot be read");
      return new SignedBatch(row, Optional.empty());
    }
    if (signed.isEmpty()) {
      findings.differs(
          row.row(),
          "jws",
          "signed by a key that the gateway was registered with",
          refused.map(r -> r.reason().code() + ": " + r.getMessage()).orElse("not"));
      return new SignedBatch(row, Optional.empty());
    }
    return read(row, signed.get(), findings);
  }

  private static Optional<Directory> directory(Instant time, Grounds grounds) throws Refusal {
    Optional<DirectoryEntry> entry = grounds.inForce(time);
    return entry.isEmpty() ? Optional.empty() : grounds.directory(entry.get().digest()).directory();
  }

  private static SignedBatch read(
      BatchEntry row, BatchSignatures.Signed signed, Findings findings) {
    try {
      DecisionBatch batch = DecisionBatchJson.read(signed.payload().toArray());
      if (!batch.gateway().equals(signed.gateway())) {
        throw new Refusal(Reason.DECISIONS_SIGNATURE_INVALID, "of another gateway");
      }
      findings.same(row.row(), "gateway", batch.gateway(), row.gateway());
      findings.same(row.row(), "stream", batch.stream(), row.stream());
      findings.same(row.row(), "first", batch.from(), row.first());
      findings.same(row.row(), "last", batch.next() - 1, row.last());
      return new SignedBatch(row, Optional.of(batch));
    } catch (Refusal refusal) {
      findings.differs(row.row(), "jws", "a batch of decisions", refusal.getMessage());
      return new SignedBatch(row, Optional.empty());
    }
  }

  /** The record of a number, if the gateway signed one. */
  Optional<DecisionRecord> record(long number) {
    return content
        .filter(b -> b.from() <= number && number < b.next())
        .map(b -> b.records().get((int) (number - b.from())));
  }
}
