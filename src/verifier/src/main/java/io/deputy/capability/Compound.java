package io.deputy.capability;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code all} and {@code any} have in common. */
final class Compound {
  private Compound() {}

  /**
   * Members in one order, without repetition.
   *
   * @throws IllegalArgumentException if there are fewer than two, or more than {@link
   *     Constraint#MAX_MEMBERS}; one is a wildcard, or of the same kind as {@code outer}; or they
   *     nest too deep
   */
  static List<Constraint> canonical(
      Collection<Constraint> members, Class<? extends Constraint> outer) {
    // Texts order them and do not tell them apart: a string may read like two.
    List<Constraint> sorted =
        members.stream()
            .distinct()
            .map(m -> Map.entry(m.toString(), m))
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .toList();
    if (sorted.size() < 2 || sorted.size() > Constraint.MAX_MEMBERS) {
      throw new IllegalArgumentException(
          "all and any take from 2 to " + Constraint.MAX_MEMBERS + " different constraints");
    }
    if (sorted.stream().anyMatch(m -> m instanceof Constraint.Wildcard || outer.isInstance(m))) {
      throw new IllegalArgumentException("no wildcard, no all in all, and no any in any");
    }
    if (sorted.stream().mapToInt(Compound::nesting).max().orElse(0) >= Constraint.MAX_NESTING) {
      throw new IllegalArgumentException("all and any nest too deep");
    }
    return sorted;
  }

  /** How deep {@code all} and {@code any} nest. */
  static int nesting(Constraint constraint) {
    return constraint instanceof Constraint.All all
        ? 1 + all.members().stream().mapToInt(Compound::nesting).max().orElse(0)
        : constraint instanceof Constraint.Any any
            ? 1 + any.members().stream().mapToInt(Compound::nesting).max().orElse(0)
            : 0;
  }

  static Set<Form> forms(Collection<Constraint> members) {
    Set<Form> forms = EnumSet.noneOf(Form.class);
    members.forEach(m -> forms.addAll(m.forms()));
    return forms;
  }
}
