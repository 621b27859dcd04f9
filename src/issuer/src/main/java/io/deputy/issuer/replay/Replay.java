package io.deputy.issuer.replay;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.TrustedKeys;
import io.deputy.issuer.decisions.BatchSignatures;
import io.deputy.issuer.exchange.Consents;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Decides again what is on record. It takes the record, read by somebody who may only read, and the
 * issuer's public keys; nothing else. Safe for any number of threads.
 */
public final class Replay {
  private final Consents consents;
  private final BatchSignatures signatures;
  private final Archive archive;
  private final Grounds grounds;

  private Replay(Consents consents, BatchSignatures signatures, Archive archive, Grounds grounds) {
    this.consents = Objects.requireNonNull(consents);
    this.signatures = Objects.requireNonNull(signatures);
    this.archive = Objects.requireNonNull(archive);
    this.grounds = Objects.requireNonNull(grounds);
  }

  /**
   * Reads what all chains rest on, as it is now.
   *
   * @param keys the issuer's public keys, from elsewhere than the record
   * @param consents reads what holders signed
   * @param signatures reads what gateways signed
   * @throws Refusal {@code record_unavailable} if the record cannot be read, as everything here
   */
  public static Replay of(
      TrustedKeys keys, Consents consents, BatchSignatures signatures, Archive archive)
      throws Refusal {
    return new Replay(consents, signatures, archive, Grounds.read(keys, archive));
  }

  /**
   * Replays one chain.
   *
   * @throws Refusal {@code entry_unknown} if nothing of it is on record
   */
  public Report chain(ChainId chain, View view) throws Refusal {
    ChainRows rows = archive.rows(List.of(chain)).get(0);
    if (rows.hops().isEmpty() && rows.decisions().isEmpty()) {
      throw new Refusal(Reason.ENTRY_UNKNOWN, "nothing of chain " + chain + " is on record");
    }
    return ChainReplay.run(rows, view, grounds, consents, signatures);
  }

  /** Whether anything of a chain is on record. */
  public boolean hasChain(ChainId chain) throws Refusal {
    ChainRows rows = archive.rows(List.of(chain)).get(0);
    return !rows.hops().isEmpty() || !rows.decisions().isEmpty();
  }

  /**
   * The chain of a hop.
   *
   * @throws Refusal {@code entry_unknown} if it is not on record
   */
  public ChainId chainOf(HopId hop) throws Refusal {
    return archive
        .chainOf(hop.value())
        .orElseThrow(
            () -> new Refusal(Reason.ENTRY_UNKNOWN, "no hop or chain " + hop + " is on record"));
  }

  /** Replays several chains, one after another, with one look at the record. */
  List<Report> chains(List<ChainId> chains, View view) throws Refusal {
    List<Report> reports = new ArrayList<>();
    for (ChainRows rows : archive.rows(chains)) {
      reports.add(ChainReplay.run(rows, view, grounds, consents, signatures));
    }
    return reports;
  }

  /** Replays several batches of decisions. */
  List<Report> batches(List<BatchEntry> batches) throws Refusal {
    List<Report> reports = new ArrayList<>();
    for (BatchEntry batch : batches) {
      reports.add(BatchReplay.run(batch, archive, grounds, signatures));
    }
    return reports;
  }

  /** Looks at what all chains rest on. */
  public Report histories() throws Refusal {
    return HistoriesReplay.run(grounds, archive);
  }

  Archive archive() {
    return archive;
  }
}
