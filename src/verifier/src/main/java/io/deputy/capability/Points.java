package io.deputy.capability;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finitely many values that stand for all values of one dimension ({@link Representatives}): no two
 * of them are admitted by exactly the same constraints, and absence, where it can be, is the last.
 */
final class Points {
  private final List<Optional<Value>> values;
  private final Map<Constraint, BitSet> admitted;

  private Points(List<Optional<Value>> values, Map<Constraint, BitSet> admitted) {
    this.values = values;
    this.admitted = admitted;
  }

  /**
   * Keeps of some values the first of each kind.
   *
   * @param candidates present values that requests can have, the best samples first
   * @param absent whether some request has no value here
   * @param constraints all that are to be told apart
   */
  static Points of(
      Collection<Value> candidates,
      boolean absent,
      Collection<Constraint> constraints,
      Steps steps) {
    List<Constraint> distinct = List.copyOf(new HashSet<>(constraints));
    Map<Constraint, BitSet> admitted = new HashMap<>();
    distinct.forEach(c -> admitted.put(c, new BitSet()));
    List<Optional<Value>> values = new ArrayList<>();
    Set<BitSet> seen = new HashSet<>();
    steps.take((long) candidates.size() * (distinct.size() + 1));
    for (Value candidate : candidates) {
      Optional<Value> value = Optional.of(candidate);
      BitSet by = new BitSet(distinct.size());
      for (int i = 0; i < distinct.size(); i++) {
        by.set(i, distinct.get(i).admits(value));
      }
      if (seen.add(by)) {
        by.stream().forEach(i -> admitted.get(distinct.get(i)).set(values.size()));
        values.add(value);
      }
    }
    if (absent) {
      for (Constraint constraint : distinct) {
        admitted.get(constraint).set(values.size(), constraint.admits(Optional.empty()));
      }
      values.add(Optional.empty());
    }
    return new Points(values, admitted);
  }

  /** How many there are. */
  int size() {
    return values.size();
  }

  /** One of them. */
  Optional<Value> get(int i) {
    return values.get(i);
  }

  /** Where absence stands, if some request has no value here. */
  Optional<Integer> absence() {
    int last = values.size() - 1;
    return last >= 0 && values.get(last).isEmpty() ? Optional.of(last) : Optional.empty();
  }

  /** Those that a constraint admits; without one, absence. To be copied before it is changed. */
  BitSet admittedBy(Optional<Constraint> constraint) {
    if (constraint.isPresent()) {
      return admitted.get(constraint.get());
    }
    BitSet only = new BitSet();
    absence().ifPresent(only::set);
    return only;
  }
}
