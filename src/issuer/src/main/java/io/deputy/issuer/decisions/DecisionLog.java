package io.deputy.issuer.decisions;

import io.deputy.Refusal;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.verify.DecisionBatch;

/** Port: where decisions of gateways are kept. */
public interface DecisionLog {
  /**
   * Records a batch, all of it or nothing. Records that are there already stay as they are.
   *
   * @param jws what the gateway signed
   * @param source where it came from
   * @return the lowest number that the stream lacks now
   * @throws Refusal {@code decision_conflict} if another record stands under one of its numbers,
   *     {@code record_unavailable} if nobody knows whether it was recorded
   */
  long record(DecisionBatch batch, String jws, HopRecord.Source source) throws Refusal;
}
