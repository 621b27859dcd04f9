package io.deputy.issuer.decisions;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.json.DecisionBatchJson;
import io.deputy.verify.DecisionBatch;
import java.util.Objects;

/**
 * Takes in what gateways decided. A batch that was delivered before is answered as if it had not
 * been, so that gateways can send until they are answered. Safe for any number of threads.
 */
public final class DecisionIntake {
  private final BatchSignatures signatures;
  private final Directories directories;
  private final DecisionLog log;

  /** Wires the ports. */
  public DecisionIntake(BatchSignatures signatures, Directories directories, DecisionLog log) {
    this.signatures = Objects.requireNonNull(signatures);
    this.directories = Objects.requireNonNull(directories);
    this.log = Objects.requireNonNull(log);
  }

  /**
   * Records one batch, all of it or nothing.
   *
   * @param jws compact; at most {@link DecisionBatch#MAX_JWS_BYTES} characters
   * @return the lowest number that its stream lacks now; below the batch if an earlier one is
   *     missing
   * @throws Refusal why nothing was recorded
   */
  public long take(String jws, HopRecord.Source source) throws Refusal {
    BatchSignatures.Signed signed = signatures.verify(jws, directories.current().directory());
    DecisionBatch batch = DecisionBatchJson.read(signed.payload().toArray());
    if (!batch.gateway().equals(signed.gateway())) {
      throw new Refusal(
          Reason.DECISIONS_SIGNATURE_INVALID, "the batch is of another gateway than its signer");
    }
    return log.record(batch, jws, source);
  }
}
