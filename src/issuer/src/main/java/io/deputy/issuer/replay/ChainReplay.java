package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.issuer.decisions.BatchSignatures;
import io.deputy.issuer.exchange.Consents;
import io.deputy.issuer.exchange.HopLaw;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Replays one chain from its rows. For one thread. */
final class ChainReplay {
  private final ChainRows rows;
  private final View view;
  private final Grounds grounds;
  private final LogDue due;
  private final Findings findings = new Findings();

  private ChainReplay(ChainRows rows, View view, Grounds grounds, LogDue due) {
    this.rows = rows;
    this.view = view;
    this.grounds = grounds;
    this.due = due;
  }

  static Report run(
      ChainRows rows,
      View view,
      Grounds grounds,
      LogDue due,
      Consents consents,
      BatchSignatures signatures)
      throws Refusal {
    return new ChainReplay(rows.as(view), view, grounds, due).run(consents, signatures);
  }

  private Report run(Consents consents, BatchSignatures signatures) throws Refusal {
    if (rows.hops().isEmpty() && !rows.decisions().isEmpty()) {
      beginning();
    }
    rows.hops().stream()
        .filter(h -> h.parent().isEmpty())
        .skip(1)
        .forEach(
            h -> findings.add(new Finding.Duplicate(h.row(), "the chain has another first hop")));
    Map<UUID, Lineages.Lineage> lineages = Lineages.of(rows.hops(), grounds, findings);
    List<Standing> standings = new ArrayList<>();
    for (HopEntry row : rows.hops()) {
      Lineages.Lineage lineage = lineages.get(row.id());
      if (lineage != null && lineage.row().equals(row)) {
        Optional<HopLaw.Minted> law = HopReplay.run(lineage, grounds, consents, findings);
        RevocationReplay.run(lineage, rows.revocations(), findings);
        if (view.standingAt().isPresent()) {
          standings.add(
              Standings.of(lineage, law, rows.revocations(), view.standingAt().get(), grounds));
        }
      }
    }
    decisions(lineages, signatures);
    rows.deleted().forEach(findings::add);
    log();
    return new Report(
        new Subject.OfChain(rows.chain()),
        rows.hops().size(),
        rows.decisions().size(),
        findings.all(),
        standings);
  }

  private void log() {
    Map<String, Logged> byId = new HashMap<>();
    for (Logged logged : rows.log()) {
      logged.difference().ifPresent(findings::add);
      byId.put(logged.row().key(), logged);
    }
    for (HopEntry hop : rows.hops()) {
      Optional.ofNullable(byId.get(hop.id().toString()))
          .ifPresent(logged -> due.check(hop, logged, findings));
    }
  }

  /** Anybody can show a token that claims a chain; what was verified was minted here. */
  private void beginning() {
    if (rows.decisions().stream().anyMatch(d -> d.standing().equals("verified"))) {
      findings.missing(
          new Row("hop", "0 of chain " + rows.chain()), "gateways verified a token of it");
    }
  }

  private void decisions(Map<UUID, Lineages.Lineage> lineages, BatchSignatures signatures)
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
    if (rows.more()) {
      findings.unknown(
          new Row("decision", "of chain " + rows.chain()),
          "number",
          "only the first " + ChainRows.MAX_DECISIONS + " decisions were looked at");
    }
  }
}
