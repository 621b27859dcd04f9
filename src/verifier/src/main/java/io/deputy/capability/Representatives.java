package io.deputy.capability;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finitely many values that stand for all values of one dimension: whatever value a request has
 * there, some representative is admitted by exactly the same constraints. So what holds for the
 * representatives holds for all values, and nothing is lost by looking at them alone.
 *
 * <p>Strings: let <i>l</i> be the longest literal of the constraints that a string starts with (the
 * empty string counts as a literal). The string is <i>l</i>, or it is like every other string that
 * goes on after <i>l</i> without being a literal itself. Integers: all between two neighbouring
 * ends are alike. Booleans: both. All other values are alike, as no constraint admits them but a
 * wildcard, and so is absence. A class without a value that some request has is left out.
 */
final class Representatives {
  /** Code points up to the last control character (U+009F): some may be in no request's value. */
  private static final int ODD_CODE_POINTS = 0xA0;

  private static final String READABLE = "xyzabcdefghijklmnopqrstuvw0123456789";

  private final Predicate<Optional<Value>> real;
  private final List<Optional<Value>> found = new ArrayList<>();

  /** Each literal, in order of preference, and whether it is the start of a value or a value. */
  private final Map<String, Boolean> literals = new LinkedHashMap<>();

  /** The first integer of every class but the lowest. */
  private final NavigableSet<Long> cuts = new TreeSet<>();

  private Representatives(Predicate<Optional<Value>> real) {
    this.real = real;
  }

  /**
   * The representatives of a dimension, those that people would choose as a sample first, absence
   * last.
   *
   * @param preferred constraints whose literals make the better samples
   * @param others the other constraints
   */
  static List<Optional<Value>> of(
      Kind kind, Dimension dimension, List<Constraint> preferred, List<Constraint> others) {
    Optional<Dimension.Field> field =
        dimension instanceof Dimension.Field f ? Optional.of(f) : Optional.empty();
    Representatives representatives =
        new Representatives(v -> field.isEmpty() || kind.isReal(field.get(), v));
    preferred.forEach(representatives::note);
    field.ifPresent(f -> representatives.literals.putIfAbsent(kind.example(f), false));
    others.forEach(representatives::note);
    representatives.collect();
    return representatives.found;
  }

  private void note(Constraint constraint) {
    if (constraint instanceof Constraint.Exact e) {
      note(e.value());
    } else if (constraint instanceof Constraint.OneOf o) {
      o.values().forEach(this::note);
    } else if (constraint instanceof Constraint.Prefix p) {
      literals.putIfAbsent(p.prefix(), true);
    } else if (constraint instanceof Constraint.Range r) {
      r.min().ifPresent(cuts::add);
      r.max().ifPresent(this::cutAfter);
    }
  }

  private void note(Value.Scalar value) {
    if (value instanceof Value.Text t) {
      literals.putIfAbsent(t.value(), false);
    } else if (value instanceof Value.Int i) {
      cuts.add(i.value());
      cutAfter(i.value());
    }
  }

  private void cutAfter(long last) {
    if (last < Long.MAX_VALUE) {
      cuts.add(last + 1);
    }
  }

  private void collect() {
    literals.forEach(
        (literal, isStart) -> {
          if (!isStart) {
            add(new Value.Text(literal));
          }
          addLonger(literal);
          if (isStart) {
            add(new Value.Text(literal));
          }
        });
    if (!literals.containsKey("")) {
      addLonger("");
    }
    cuts.remove(Long.MIN_VALUE);
    add(new Value.Int(cuts.isEmpty() ? 0 : cuts.first() - 1));
    cuts.forEach(first -> add(new Value.Int(first)));
    add(new Value.Bool(false));
    add(new Value.Bool(true));
    add(new Value.Opaque());
    if (real.test(Optional.empty())) {
      found.add(Optional.empty());
    }
  }

  /**
   * A string that goes on after {@code literal} and is no literal, if some request has one. If one
   * has, then {@code literal + "x"} is such a value too, unless that is a literal (true of every
   * form in {@link NormalForm}). So many code points are tried that one must do if any does.
   */
  private void addLonger(String literal) {
    if (!real.test(Optional.of(new Value.Text(literal + "x")))) {
      return;
    }
    Stream.of(
            READABLE.chars(),
            IntStream.range(0, Character.MIN_SURROGATE),
            IntStream.rangeClosed(Character.MAX_SURROGATE + 1, Character.MAX_CODE_POINT))
        .flatMapToInt(c -> c)
        .limit((long) READABLE.length() + ODD_CODE_POINTS + literals.size() + 1)
        .mapToObj(c -> literal + Character.toString(c))
        .filter(longer -> !literals.containsKey(longer))
        .map(longer -> Optional.<Value>of(new Value.Text(longer)))
        .filter(real)
        .findFirst()
        .ifPresent(found::add);
  }

  private void add(Value value) {
    Optional<Value> present = Optional.of(value);
    if (real.test(present)) {
      found.add(present);
    }
  }
}
