package io.deputy.issuer.console;

import io.deputy.capability.Describe;
import io.deputy.capability.Loss;
import io.deputy.capability.Rights;
import io.deputy.issuer.audit.ChainHop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a hop kept and lost, in lines for people. Working out a loss costs something, so it is done
 * once for a page.
 *
 * @param kept what it may do, a line for each capability
 * @param lost what it lost, none if nothing
 */
record HopWords(List<String> kept, List<String> lost) {
  HopWords {
    kept = List.copyOf(kept);
    lost = List.copyOf(lost);
  }

  static HopWords of(ChainHop hop) {
    return new HopWords(
        hop.granted()
            .map(HopWords::lines)
            .orElse(List.of("its rights on record cannot be read; replay the chain")),
        lost(hop.lost()));
  }

  /** Whether it can be used: {@code live}, {@code expired} or {@code revoked}. */
  static String state(ChainHop hop, Instant now) {
    return hop.revoked().isPresent() ? "revoked" : hop.livesAt(now) ? "live" : "expired";
  }

  private static List<String> lines(Rights rights) {
    return rights.capabilities().stream().map(Describe::capability).toList();
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
