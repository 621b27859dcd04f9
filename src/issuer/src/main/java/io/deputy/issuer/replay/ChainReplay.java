package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.issuer.decisions.BatchSignatures;
import io.deputy.issuer.exchange.Consents;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Replays one chain from its rows. */
final class ChainReplay {
  private ChainReplay() {}

  static Report run(
      ChainRows rows, Grounds grounds, Consents consents, BatchSignatures signatures)
      throws Refusal {
    Findings findings = new Findings();
    if (rows.hops().isEmpty()) {
      findings.missing(
          new Row("hop", "of chain " + rows.chain()), "decisions speak of the chain");
    }
    requireOneBeginning(rows.hops(), findings);
    Map<UUID, Lineages.Lineage> lineages = Lineages.of(rows.hops(), grounds, findings);
    for (HopEntry row : rows.hops()) {
      Optional<Lineages.Lineage> lineage =
          Optional.ofNullable(lineages.get(row.id())).filter(l -> l.row() == row);
      if (lineage.isPresent()) {
        HopReplay.run(lineage.get(), grounds, consents, findings);
        RevocationReplay.run(lineage.get(), rows.revocations(), findings);
      }
    }
    replayDecisions(rows, lineages, grounds, signatures, findings);
    return new Report(
        new Subject.OfChain(rows.chain()),
        rows.hops().size(),
        rows.decisions().size(),
        findings.all(),
        List.of());
  }

  private static void replayDecisions(
      ChainRows rows,
      Map<UUID, Lineages.Lineage> lineages,
      Grounds grounds,
      BatchSignatures signatures,
      Findings findings)
      throws Refusal {
    Map<UUID, SignedBatch> batches = new HashMap<>();
    for (DecisionEntry decision : rows.decisions()) {
      BatchEntry batch = rows.batches().get(decision.batch());
      if (batch != null && !batches.containsKey(batch.id())) {
        batches.put(batch.id(), SignedBatch.of(batch, grounds, signatures, findings));
      }
    }
    Set<Row> seen = new HashSet<>();
    DecisionReplay.Evidence evidence =
        new DecisionReplay.Evidence(rows.tokens(), lineages, rows.revocations());
    for (DecisionEntry decision : rows.decisions()) {
      if (!seen.add(decision.row())) {
        findings.add(
            new Finding.Duplicate(decision.row(), "another row has its number in the stream"));
      }
      Optional<SignedBatch> batch = Optional.ofNullable(batches.get(decision.batch()));
      DecisionReplay.run(decision, batch, evidence, grounds, findings);
    }
  }

  private static void requireOneBeginning(List<HopEntry> hops, Findings findings) {
    hops.stream()
        .filter(h -> h.parent().isEmpty())
        .skip(1)
        .forEach(
            h -> findings.add(new Finding.Duplicate(h.row(), "the chain has another first hop")));
  }
}
