package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.issuer.exchange.Consents;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Replays one chain from its rows. */
final class ChainReplay {
  private ChainReplay() {}

  static Report run(ChainRows rows, Grounds grounds, Consents consents) throws Refusal {
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
    return new Report(
        new Subject.OfChain(rows.chain()),
        rows.hops().size(),
        rows.decisions().size(),
        findings.all(),
        List.of());
  }

  private static void requireOneBeginning(List<HopEntry> hops, Findings findings) {
    hops.stream()
        .filter(h -> h.parent().isEmpty())
        .skip(1)
        .forEach(
            h -> findings.add(new Finding.Duplicate(h.row(), "the chain has another first hop")));
  }
}
