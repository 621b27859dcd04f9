package io.deputy.minting;

import io.deputy.capability.Capability;
import io.deputy.capability.Containment;
import io.deputy.capability.Rights;
import io.deputy.chain.RightsClause;
import io.deputy.chain.VerifiedChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The shortest check that takes a parent's rights down to the granted ones: a selection of the
 * authority's capabilities by number where that says it exactly, capabilities stated in full where
 * it does not. Third-party blocks share no symbols with earlier blocks, so a selection is what
 * keeps a token short.
 */
final class Narrowing {
  private Narrowing() {}

  /** The check that narrows {@code parent} to exactly {@code granted}; none if nothing narrows. */
  static Optional<RightsClause> of(VerifiedChain parent, Rights granted) {
    Rights before = parent.rights();
    if (granted.sameAs(before)) {
      return Optional.empty();
    }
    Rights authority = parent.authorityRights();
    for (RightsClause candidate :
        List.of(selecting(authority, granted), mixing(authority, granted))) {
      if (before.intersect(candidate.over(authority)).sameAs(granted)) {
        return Optional.of(candidate);
      }
    }
    return Optional.of(new RightsClause(new TreeSet<>(), granted.capabilities()));
  }

  /** Every authority capability that covers one of the granted. */
  private static RightsClause selecting(Rights authority, Rights granted) {
    SortedSet<Integer> selected = new TreeSet<>();
    for (Capability capability : granted.capabilities()) {
      for (int i = 0; i < authority.capabilities().size(); i++) {
        if (within(capability, authority.capabilities().get(i))) {
          selected.add(i + 1);
          break;
        }
      }
    }
    return new RightsClause(selected, List.of());
  }

  /** The authority's capabilities that are granted as they are, and the others in full. */
  private static RightsClause mixing(Rights authority, Rights granted) {
    SortedSet<Integer> selected = new TreeSet<>();
    List<Capability> stated = new ArrayList<>();
    for (Capability capability : granted.capabilities()) {
      int index = authority.capabilities().indexOf(capability);
      if (index >= 0) {
        selected.add(index + 1);
      } else {
        stated.add(capability);
      }
    }
    return new RightsClause(selected, stated);
  }

  private static boolean within(Capability child, Capability parent) {
    return new Rights(List.of(child)).within(new Rights(List.of(parent)))
        instanceof Containment.Within;
  }
}
