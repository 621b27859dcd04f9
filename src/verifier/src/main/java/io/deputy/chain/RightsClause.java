package io.deputy.chain;

import io.deputy.capability.Capability;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a hop's check on rights says: some of the authority's capabilities, by number, and some that
 * stand in the check itself.
 *
 * @param selected numbers of {@code cap} facts, from 1
 * @param stated capabilities that the check states in full
 */
public record RightsClause(SortedSet<Integer> selected, List<Capability> stated) {
  public RightsClause {
    selected = Collections.unmodifiableSortedSet(new TreeSet<>(selected));
    stated = List.copyOf(stated);
  }

  /**
   * Whether the check admits a request.
   *
   * @param admitting the numbers of the authority's capabilities that admit it
   */
  boolean admits(Request request, BitSet admitting) {
    for (int number : selected) {
      if (admitting.get(number)) {
        return true;
      }
    }
    for (Capability capability : stated) {
      if (capability.admits(request)) {
        return true;
      }
    }
    return false;
  }

  /**
   * What the check admits, taken alone.
   *
   * @param authority the authority's capabilities, in the order of their numbers
   */
  public Rights over(Rights authority) {
    List<Capability> admitted = new ArrayList<>();
    for (int number : selected) {
      admitted.add(authority.capabilities().get(number - 1));
    }
    admitted.addAll(stated);
    return new Rights(admitted);
  }
}
