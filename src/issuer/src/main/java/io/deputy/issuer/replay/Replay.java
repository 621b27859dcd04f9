package io.deputy.issuer.replay;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.chain.TrustedKeys;
import io.deputy.issuer.decisions.BatchSignatures;
import io.deputy.issuer.exchange.Consents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides again what is on record. It takes the record, read by somebody who may only read, and the
 * issuer's public keys; nothing else. Safe for any number of threads.
 */
public final class Replay {
  private final Consents consents;
  private final BatchSignatures signatures;
  private final Archive archive;
  private final Grounds grounds;
  private final LogTrust trust;
  private final LogDue due;

  private Replay(
      Consents consents,
      BatchSignatures signatures,
      Archive archive,
      Grounds grounds,
      LogTrust trust,
      LogDue due) {
    this.consents = Objects.requireNonNull(consents);
    this.signatures = Objects.requireNonNull(signatures);
    this.archive = Objects.requireNonNull(archive);
    this.grounds = Objects.requireNonNull(grounds);
    this.trust = Objects.requireNonNull(trust);
    this.due = Objects.requireNonNull(due);
  }

  /**
   * Reads what all chains rest on, as it is now.
   *
   * @param keys the issuer's public keys, from elsewhere than the record
   * @param consents reads what holders signed
   * @param signatures reads what gateways signed
   * @param now when this is
   * @throws Refusal {@code record_unavailable} if the record cannot be read, as everything here
   */
  public static Replay of(
      TrustedKeys keys, Consents consents, BatchSignatures signatures, Archive archive, Instant now)
      throws Refusal {
    LogTrust trust = LogTrust.of(keys, Map.of());
    return new Replay(
        consents,
        signatures,
        archive,
        Grounds.read(keys, archive),
        trust,
        LogDue.of(trust, archive.log(), now));
  }

  /**
   * The same, where the log must also continue checkpoints that somebody kept.
   *
   * @param saved signed notes, by where they are kept
   * @throws Refusal {@code checkpoint_malformed}, {@code checkpoint_signature_invalid} if one of
   *     them is no checkpoint that the log's keys signed
   */
  public Replay continuing(Map<String, String> saved) throws Refusal {
    LogTrust with = LogTrust.of(grounds.pinned(), saved);
    return new Replay(consents, signatures, archive, grounds, with, due);
  }

  /**
   * Replays one chain.
   *
   * @throws Refusal {@code entry_unknown} if nothing of it is on record
   */
  public Report chain(ChainId chain, View view) throws Refusal {
    return recorded(chain, view)
        .orElseThrow(
            () -> new Refusal(Reason.ENTRY_UNKNOWN, "nothing of chain " + chain + " is on record"));
  }

  /**
   * Replays the chain of this id, or else the one that has the hop of this id.
   *
   * @throws Refusal {@code entry_unknown} if neither is on record
   */
  public Report chainOrHop(UUID id, View view) throws Refusal {
    Optional<Report> report = recorded(new ChainId(id), view);
    if (report.isPresent()) {
      return report.get();
    }
    ChainId chain =
        archive
            .chainOf(id)
            .orElseThrow(
                () -> new Refusal(Reason.ENTRY_UNKNOWN, "no hop or chain " + id + " is on record"));
    return chain(chain, view);
  }

  private Optional<Report> recorded(ChainId chain, View view) throws Refusal {
    ChainRows rows = archive.rows(List.of(chain)).get(0);
    if (rows.hops().isEmpty() && rows.decisions().isEmpty()) {
      return Optional.empty();
    }
    Report report = report(rows, view);
    return Optional.of(report.with(ChainInLog.prove(rows.log(), trust, archive.log())));
  }

  private Report report(ChainRows rows, View view) throws Refusal {
    return ChainReplay.run(rows, view, grounds, due, consents, signatures);
  }

  /**
   * Replays several chains, one after another, with one look at the record; without proofs, which
   * {@link #log} makes unnecessary.
   */
  List<Report> chains(List<ChainId> chains, View view) throws Refusal {
    List<Report> reports = new ArrayList<>();
    for (ChainRows rows : archive.rows(chains)) {
      reports.add(report(rows, view));
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

  /** Makes the whole log again of its leaves. */
  public Report log() throws Refusal {
    return LogReplay.run(trust, archive.log());
  }

  Archive archive() {
    return archive;
  }
}
