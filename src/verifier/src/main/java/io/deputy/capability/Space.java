package io.deputy.capability;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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
 * @param dimensions fields first
 * @param points the representatives of each dimension
 */
record Space(
    Kind kind, String server, List<Dimension> dimensions, List<List<Optional<Value>>> points) {

  /** The space in which {@code child} and those of {@code others} that share its server differ. */
  static Space of(Capability child, List<Capability> others) {
    List<Capability> related = others.stream().filter(o -> comparable(child, o)).toList();
    Set<Pointer> named = new TreeSet<>(pointers(child));
    related.forEach(o -> named.addAll(pointers(o)));

    Set<Dimension> dimensions = new LinkedHashSet<>(child.kind().fields());
    named.forEach(p -> dimensions.add(new Dimension.Argument(p)));
    if (child.kind().hasArguments()) {
      dimensions.add(new Dimension.Argument(unnamed(Optional.empty(), named)));
      named.forEach(p -> dimensions.add(new Dimension.Argument(unnamed(Optional.of(p), named))));
    }
    List<List<Optional<Value>>> points = new ArrayList<>();
    for (Dimension dimension : dimensions) {
      List<Constraint> preferred = child.on(dimension).stream().toList();
      List<Constraint> rest = related.stream().flatMap(o -> o.on(dimension).stream()).toList();
      points.add(Representatives.of(child.kind(), dimension, preferred, rest));
    }
    return new Space(child.kind(), child.server(), List.copyOf(dimensions), points);
  }

  /** Whether two capabilities can admit the same request at all. */
  static boolean comparable(Capability a, Capability b) {
    return a.kind() == b.kind() && a.server().equals(b.server());
  }

  /** What the capability admits; nothing if it is of another kind or server. */
  Box box(Capability capability) {
    boolean here = capability.kind() == kind && capability.server().equals(server);
    return new Box(
        this,
        IntStream.range(0, dimensions.size())
            .mapToObj(d -> here ? admitted(capability, d) : new BitSet())
            .toList());
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

  /** A place right below {@code parent} that is not named and has nothing named below it. */
  private static Pointer unnamed(Optional<Pointer> parent, Set<Pointer> named) {
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> i == 1 ? "other" : "other" + i)
        .map(name -> parent.map(p -> p.child(name)).orElseGet(() -> Pointer.ofMember(name)))
        .filter(p -> !named.contains(p) && named.stream().noneMatch(p::isAbove))
        .findFirst()
        .orElseThrow();
  }
}
