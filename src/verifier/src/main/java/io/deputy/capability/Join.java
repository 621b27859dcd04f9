package io.deputy.capability;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What at least one of some constraints admits, as one constraint in canonical form. */
final class Join {
  private Join() {}

  /**
   * Flattened, exact values in one list, without repetition and without what admits nothing.
   *
   * @throws IllegalArgumentException if a member is a wildcard and others stand beside it, or the
   *     members are of several forms
   */
  static Constraint of(List<? extends Constraint> members) {
    Set<Value.Scalar> values = new TreeSet<>(Scalars.ORDER);
    List<Constraint> others = new ArrayList<>();
    members.stream()
        .flatMap(Join::flat)
        .forEach(
            member -> {
              if (member instanceof Constraint.Exact exact) {
                values.add(exact.value());
              } else if (member instanceof Constraint.OneOf oneOf) {
                values.addAll(oneOf.values());
              } else if (!isNothing(member) && !others.contains(member)) {
                others.add(member);
              }
            });
    if (values.size() == 1 && !others.isEmpty()) {
      others.add(new Constraint.Exact(values.iterator().next()));
    } else if (!values.isEmpty()) {
      others.add(new Constraint.OneOf(List.copyOf(values)));
    }
    if (others.isEmpty()) {
      return Constraint.NOTHING;
    }
    return others.size() == 1 ? others.get(0) : new Constraint.Any(others);
  }

  private static boolean isNothing(Constraint constraint) {
    return constraint.forms().isEmpty() && !(constraint instanceof Constraint.Wildcard);
  }

  private static Stream<? extends Constraint> flat(Constraint constraint) {
    return constraint instanceof Constraint.Any any
        ? any.members().stream()
        : Stream.of(constraint);
  }
}
