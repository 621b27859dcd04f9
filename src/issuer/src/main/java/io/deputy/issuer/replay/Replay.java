package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.chain.TrustedKeys;
import io.deputy.issuer.decisions.BatchSignatures;
import io.deputy.issuer.exchange.Consents;
import java.util.List;
import java.util.Objects;

/**
 * Decides again what is on record. It takes the record, read by somebody who may only read, and the
 * issuer's public keys; nothing else. Safe for any number of threads.
 */
public final class Replay {
  private final TrustedKeys keys;
  private final Consents consents;
  private final BatchSignatures signatures;
  private final Archive archive;

  /**
   * @param keys the issuer's public keys, from elsewhere than the record
   * @param consents reads what holders signed
   * @param signatures reads what gateways signed
   */
  public Replay(
      TrustedKeys keys, Consents consents, BatchSignatures signatures, Archive archive) {
    this.keys = Objects.requireNonNull(keys);
    this.consents = Objects.requireNonNull(consents);
    this.signatures = Objects.requireNonNull(signatures);
    this.archive = Objects.requireNonNull(archive);
  }

  /**
   * Replays one chain.
   *
   * @throws Refusal {@code record_unavailable} if the record cannot be read
   */
  public Report chain(ChainId chain) throws Refusal {
    Grounds grounds = Grounds.read(keys, archive);
    return ChainReplay.run(archive.rows(List.of(chain)).get(0), grounds, consents, signatures);
  }
}
