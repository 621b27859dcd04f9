package io.deputy.capability;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
 * @param others those of the parent's capabilities that the space is made of
 * @param dimensions fields first
 * @param points the representatives of each dimension
 */
record Space(
    Kind kind,
    String server,
    Set<Capability> others,
    List<Dimension> dimensions,
    List<Points> points) {

  /**
   * The space of {@code child} and of those capabilities of {@code parent} that have something in
   * common with it.
   *
   * @throws Steps.Exhausted if making it takes too many steps
   */
  static Space of(Capability child, Rights parent, Steps steps) {
    Set<Capability> others = new LinkedHashSet<>();
    for (Capability capability : parent.capabilities()) {
      // Of each constraint of both, two lookups and a comparison.
      steps.take(2L * child.size() + 2L * capability.size() + 1);
      if (child.and(capability).isPresent()) {
        others.add(capability);
      }
    }
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
    List<Points> points = new ArrayList<>();
    for (Dimension dimension : dimensions) {
      // Once for the points, and once for what each admits of them.
      steps.take(2L * (others.size() + 1));
      List<Constraint> preferred = child.on(dimension).stream().toList();
      // Most of them say the same, which is worked out once.
      Set<Constraint> rest = new LinkedHashSet<>();
      others.forEach(o -> o.on(dimension).ifPresent(rest::add));
      points.add(Representatives.of(child.kind(), dimension, preferred, List.copyOf(rest), steps));
    }
    return new Space(child.kind(), child.server(), others, dimensions, points);
  }

  /** What each capability of the parent admits here: nothing, if it has nothing in common. */
  List<Box> boxes(Rights parent) {
    return parent.capabilities().stream()
        .map(c -> others.contains(c) ? box(c) : nothing())
        .toList();
  }

  /** What the capability admits; it is one of those that the space is made of. */
  Box box(Capability capability) {
    return new Box(
        this,
        IntStream.range(0, dimensions.size())
            .mapToObj(d -> points.get(d).admittedBy(capability.on(dimensions.get(d))))
            .toList());
  }

  private Box nothing() {
    return new Box(this, dimensions.stream().map(d -> new BitSet()).toList());
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
