package io.deputy.issuer.replay;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.log.HashSource;
import java.util.List;
import java.util.Objects;

/**
 * The hashes of a log on record. That some are missing is no outage but something that somebody
 * did, and refused as {@code log_proof_invalid}.
 *
 * @param log gives those that there are
 */
record CompleteHashes(HashSource log) implements HashSource {
  CompleteHashes {
    Objects.requireNonNull(log);
  }

  @Override
  public List<Bytes> hashes(int level, long from, int count) throws Refusal {
    List<Bytes> hashes = log.hashes(level, from, count);
    if (hashes.size() != count) {
      throw new Refusal(
          Reason.LOG_PROOF_INVALID,
          "of "
              + count
              + " hashes of the log from "
              + from
              + " of level "
              + level
              + " on there are "
              + hashes.size());
    }
    return hashes;
  }
}
