package io.deputy.issuer.console;

import io.deputy.capability.Describe;
import io.deputy.capability.Loss;
import io.deputy.capability.Rights;
import io.deputy.issuer.audit.ChainHop;
import java.util.ArrayList;
import java.util.List;

/** What a hop kept and lost, in lines for people. */
final class HopWords {
  private HopWords() {}

  /** What it may do, a line for each capability. */
  static List<String> kept(ChainHop hop) {
    return hop.granted()
        .map(HopWords::lines)
        .orElse(List.of("its rights on record cannot be read; replay the chain"));
  }

  private static List<String> lines(Rights rights) {
    return rights.capabilities().stream().map(Describe::capability).toList();
  }

  /** What it lost, none if nothing. */
  static List<String> lost(ChainHop hop) {
    return lost(hop.lost());
  }

  /** Losses in lines. */
  static List<String> lost(List<Loss> losses) {
    List<String> lines = new ArrayList<>();
    for (Loss loss : losses) {
      if (loss.kept().size() == 1) {
        for (Loss.Change change : loss.kept().get(0).changes()) {
          lines.add(
              Describe.escape(change.dimension()) + ": " + change.from() + " → " + change.to());
        }
      } else if (loss.isWhole()) {
        lines.add("all of: " + Describe.capability(loss.capability()));
      } else {
        lines.add("of: " + Describe.capability(loss.capability()));
        loss.kept().forEach(k -> lines.add("all but: " + Describe.capability(k.capability())));
      }
    }
    return lines;
  }
}
