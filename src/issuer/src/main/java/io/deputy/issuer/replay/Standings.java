package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.Hop;
import io.deputy.chain.HopId;
import io.deputy.issuer.exchange.HopLaw;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a token would pass at another time, and what speaks against it by then. */
final class Standings {
  private Standings() {}

  /**
   * @param law what the hop has to satisfy; none if that cannot be said
   */
  static Standing of(
      Lineages.Lineage lineage,
      Optional<HopLaw.Minted> law,
      List<RevocationEntry> revocations,
      Instant at,
      Grounds grounds)
      throws Refusal {
    List<String> against = new ArrayList<>();
    List<Hop> hops = lineage.chain().hops().subList(0, lineage.number() + 1);
    try {
      Verifier.requireInTime(hops, at);
    } catch (Refusal refusal) {
      against.add(refusal.getMessage());
    }
    for (RevocationEntry entry : revocations) {
      if (!entry.recordedAt().isAfter(at)
          && RevocationReplay.isUnder(lineage, entry.revocation())) {
        against.add("revocation " + entry.cursor() + " of " + entry.recordedAt() + " applies");
      }
    }
    keys(lineage, at, grounds).ifPresent(against::add);
    directory(law, at, grounds, against);
    return new Standing(new HopId(lineage.row().id()), at, against);
  }

  private static Optional<String> keys(Lineages.Lineage lineage, Instant at, Grounds grounds) {
    List<Integer> numbers = new ArrayList<>();
    for (HopEntry row : lineage.path()) {
      numbers.add(row.attestationKey().orElse(row.rootKey()));
    }
    return numbers.stream()
        .flatMap(number -> grounds.event(number, "compromised").stream())
        .filter(event -> !event.at().isAfter(at))
        .findFirst()
        .map(event -> "key " + event.number() + " is compromised since " + event.at());
  }

  private static void directory(
      Optional<HopLaw.Minted> law, Instant at, Grounds grounds, List<String> against)
      throws Refusal {
    Optional<DirectoryEntry> entry = grounds.inForce(at);
    if (law.isEmpty() || entry.isEmpty()) {
      against.add("whether the directory allows it cannot be said");
      return;
    }
    Grounds.Version version = grounds.directory(entry.get().digest());
    if (version.directory().isEmpty()) {
      against.add("whether the directory allows it cannot be said");
      return;
    }
    String by = " (version " + entry.get().version() + " of the directory)";
    try {
      HopLaw.of(law.get(), version.directory().get())
          .breaches()
          .forEach(breach -> against.add("it would not be minted: " + breach.reason().code() + by));
    } catch (Refusal refusal) {
      against.add("it would not be minted: " + refusal.reason().code() + by);
    }
  }
}
