package io.deputy.capability;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The requests of one kind to one server, as far as some capabilities can tell them apart: finitely
 * many dimensions, with finitely many representatives each. Every capability is a {@link Box} in
 * it.
 *
 * <p>The dimensions are the kind's fields, every argument that a capability names, and below each
 * of those (and below the root) one argument that none names, which stands for all such arguments:
 * capabilities allow or forbid those alike.
 *
 * @param dimensions fields first
 * @param points the representatives of each dimension
 */
record Space(
    Kind kind, String server, List<Dimension> dimensions, List<List<Optional<Value>>> points) {

  /** The space of {@code child} and {@code others}, all of one kind and server. */
  static Space of(Capability child, Set<Capability> others) {
    NavigableSet<Pointer> named = new TreeSet<>(pointers(child));
    others.forEach(o -> named.addAll(pointers(o)));
    List<Dimension> dimensions = new ArrayList<>(child.kind().fields());
    named.forEach(p -> dimensions.add(new Dimension.Argument(p)));
    if (child.kind().hasArguments()) {
      String name = unused(named);
      dimensions.add(new Dimension.Argument(Pointer.ofMember(name)));
      named.stream()
          .filter(p -> p.depth() < Arguments.MAX_NESTING)
          .forEach(p -> dimensions.add(new Dimension.Argument(p.child(name))));
    }
    List<List<Optional<Value>>> points = new ArrayList<>();
    for (Dimension dimension : dimensions) {
      List<Constraint> preferred = child.on(dimension).stream().toList();
      List<Constraint> rest = others.stream().flatMap(o -> o.on(dimension).stream()).toList();
      points.add(Representatives.of(child.kind(), dimension, preferred, rest));
    }
    return new Space(child.kind(), child.server(), dimensions, points);
  }

  /** Those of {@code others} that have something in common with {@code child}. */
  static Set<Capability> related(Capability child, List<Capability> others) {
    return others.stream()
        .filter(o -> child.and(o).isPresent())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** How many constraints it takes to make the space: each capability has one per dimension. */
  static long cost(Capability child, Set<Capability> others) {
    long named = child.constraints().size();
    for (Capability other : others) {
      named += other.constraints().size();
    }
    return 2 * named * (others.size() + 1);
  }

  /** What each of {@code all} admits here: nothing, if it is not one of {@code related}. */
  List<Box> boxes(List<Capability> all, Set<Capability> related) {
    return all.stream().map(c -> related.contains(c) ? box(c) : nothing()).toList();
  }

  /** What the capability admits; it is one of those that the space is made of. */
  Box box(Capability capability) {
    return new Box(
        this,
        IntStream.range(0, dimensions.size()).mapToObj(d -> admitted(capability, d)).toList());
  }

  private Box nothing() {
    return new Box(this, dimensions.stream().map(d -> new BitSet()).toList());
  }

  /** The representatives that the capability admits in dimension {@code d}. */
  private BitSet admitted(Capability capability, int d) {
    Optional<Constraint> constraint = capability.on(dimensions.get(d));
    BitSet admitted = new BitSet();
    for (int i = 0; i < points.get(d).size(); i++) {
      admitted.set(i, Constraint.admits(constraint, points.get(d).get(i)));
    }
    return admitted;
  }

  /** The request with representative {@code chosen[d]} in each dimension {@code d}. */
  Request request(int[] chosen) {
    SortedMap<Dimension, Value> values = new TreeMap<>();
    for (int d = 0; d < chosen.length; d++) {
      Dimension dimension = dimensions.get(d);
      points.get(d).get(chosen[d]).ifPresent(value -> values.put(dimension, value));
    }
    return kind.request(server, values);
  }

  private static Set<Pointer> pointers(Capability capability) {
    Set<Pointer> pointers = new TreeSet<>();
    for (Dimension dimension : capability.constraints().keySet()) {
      if (dimension instanceof Dimension.Argument a) {
        pointers.add(a.pointer());
      }
    }
    return pointers;
  }

  /** A name that is in no pointer. */
  private static String unused(Set<Pointer> named) {
    Set<String> used = new HashSet<>();
    named.forEach(p -> used.addAll(List.of(p.text().split("/", -1))));
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> i == 1 ? "other" : "other" + i)
        .filter(name -> !used.contains(name))
        .findFirst()
        .orElseThrow();
  }
}
