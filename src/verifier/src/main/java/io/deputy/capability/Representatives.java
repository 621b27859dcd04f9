package io.deputy.capability;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Values of one dimension that stand for all: whatever value a request has there, one of these is
 * admitted by exactly the same constraints. So what holds for them holds for all values, and
 * nothing is lost by looking at them alone. Strings: {@link TextClasses}, {@link AddressClasses}.
 * Arrays: {@link ArrayClasses}. Integers: all between two neighbouring ends are alike. Booleans:
 * both. All other values are alike, as no constraint admits them but a wildcard, and so is absence.
 */
final class Representatives {
  private final TextClasses texts;
  private final AddressClasses addresses = new AddressClasses();
  private final ArrayClasses arrays = new ArrayClasses();

  /** The first integer of every class but the lowest. */
  private final NavigableSet<Long> cuts = new TreeSet<>();

  private Representatives(TextClasses texts) {
    this.texts = texts;
  }

  /**
   * The representatives of a dimension, those that people would choose as a sample first.
   *
   * @param preferred constraints whose words make the better samples
   * @param others the other constraints
   * @throws Steps.Exhausted if there are too many
   */
  static Points of(
      Kind kind,
      Dimension dimension,
      List<Constraint> preferred,
      List<Constraint> others,
      Steps steps) {
    Optional<Dimension.Field> field =
        dimension instanceof Dimension.Field f ? Optional.of(f) : Optional.empty();
    Representatives all =
        new Representatives(
            new TextClasses(
                text -> field.isEmpty() || kind.isReal(field.get(), Optional.of(text)),
                field.equals(Optional.of(Dimension.Field.PATHS))));
    preferred.forEach(all::note);
    field.ifPresent(f -> all.texts.literal(kind.example(f)));
    others.forEach(all::note);
    List<Value> candidates = all.collect(steps);
    field.ifPresent(f -> candidates.removeIf(v -> !kind.isReal(f, Optional.of(v))));
    List<Constraint> constraints = new ArrayList<>(preferred);
    constraints.addAll(others);
    boolean absent = field.isEmpty() || kind.isReal(field.get(), Optional.empty());
    return Points.of(candidates, absent, constraints, steps);
  }

  private void note(Constraint constraint) {
    if (constraint instanceof Constraint.Exact e) {
      note(List.of(e.value()));
    } else if (constraint instanceof Constraint.OneOf o) {
      note(o.values());
    } else if (constraint instanceof Constraint.NotOneOf o) {
      note(o.values());
    } else if (constraint instanceof Constraint.Prefix p) {
      texts.start(p.prefix());
    } else if (constraint instanceof Constraint.Subpath p) {
      texts.below(p);
    } else if (constraint instanceof Constraint.Url u) {
      texts.below(u);
    } else if (constraint instanceof Constraint.Cidr c) {
      addresses.block(c);
      texts.addressesMatter();
    } else if (constraint instanceof Constraint.Range r) {
      r.min().ifPresent(cuts::add);
      r.max().ifPresent(this::cutAfter);
    } else if (constraint instanceof Constraint.Contains c) {
      arrays.contains(c);
    } else if (constraint instanceof Constraint.Subset s) {
      arrays.subset(s);
    } else if (constraint instanceof Constraint.All all) {
      all.members().forEach(this::note);
    } else if (constraint instanceof Constraint.Any any) {
      any.members().forEach(this::note);
    }
  }

  private void note(List<Value.Scalar> values) {
    for (Value.Scalar value : values) {
      if (value instanceof Value.Text t) {
        texts.literal(t.value());
      } else if (value instanceof Value.Int i) {
        cuts.add(i.value());
        cutAfter(i.value());
      }
    }
  }

  private void cutAfter(long last) {
    if (last < Long.MAX_VALUE) {
      cuts.add(last + 1);
    }
  }

  private List<Value> collect(Steps steps) {
    Set<Value> found = new LinkedHashSet<>();
    addTexts(addresses.samples(), found);
    addTexts(texts.collect(steps), found);
    addTexts(addresses.collect(texts.literals(), steps), found);
    cuts.remove(Long.MIN_VALUE);
    found.add(new Value.Int(cuts.isEmpty() ? 0 : cuts.first() - 1));
    cuts.forEach(first -> found.add(new Value.Int(first)));
    found.add(new Value.Bool(false));
    found.add(new Value.Bool(true));
    found.addAll(arrays.collect(steps));
    found.add(new Value.Opaque());
    return new ArrayList<>(found);
  }

  private static void addTexts(Collection<String> texts, Set<Value> found) {
    texts.forEach(t -> found.add(new Value.Text(t)));
  }
}
