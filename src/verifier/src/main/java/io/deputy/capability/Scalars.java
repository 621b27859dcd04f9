package io.deputy.capability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists of scalars, as constraints hold them: of one type, sorted, without repetition. */
final class Scalars {
  /** By type, then by value. */
  static final Comparator<Value.Scalar> ORDER =
      (a, b) -> {
        if (a instanceof Value.Text x && b instanceof Value.Text y) {
          return x.value().compareTo(y.value());
        }
        if (a instanceof Value.Int x && b instanceof Value.Int y) {
          return Long.compare(x.value(), y.value());
        }
        if (a instanceof Value.Bool x && b instanceof Value.Bool y) {
          return Boolean.compare(x.value(), y.value());
        }
        return a.getClass().getName().compareTo(b.getClass().getName());
      };

  private Scalars() {}

  static List<Value.Scalar> sortedOfOneType(List<Value.Scalar> values) {
    List<Value.Scalar> sorted = new ArrayList<>(values);
    sorted.sort(ORDER);
    List<Value.Scalar> distinct = new ArrayList<>(sorted.size());
    for (Value.Scalar value : sorted) {
      if (distinct.isEmpty() || !value.equals(distinct.get(distinct.size() - 1))) {
        distinct.add(value);
      }
    }
    if (distinct.size() > 1 && form(distinct.get(0)) != form(distinct.get(distinct.size() - 1))) {
      throw new IllegalArgumentException("a list takes values of one type");
    }
    return List.copyOf(distinct);
  }

  /** Strings or integers: what arrays are made of, as far as rights can speak of them. */
  static List<Value.Scalar> sortedElements(List<Value.Scalar> values) {
    if (values.stream().anyMatch(Value.Bool.class::isInstance)) {
      throw new IllegalArgumentException("arrays are of strings or of integers");
    }
    return sortedOfOneType(values);
  }

  /** Whether the value is in the sorted list. */
  static boolean contains(List<Value.Scalar> sorted, Optional<Value> value) {
    return value.isPresent()
        && value.get() instanceof Value.Scalar scalar
        && Collections.binarySearch(sorted, scalar, ORDER) >= 0;
  }

  static Form form(Value.Scalar value) {
    return value instanceof Value.Text
        ? Form.TEXT
        : value instanceof Value.Int ? Form.INTEGER : Form.BOOLEAN;
  }

  /** The form of values of one type; none if there are none. */
  static Set<Form> forms(List<Value.Scalar> values) {
    return values.isEmpty() ? EnumSet.noneOf(Form.class) : EnumSet.of(form(values.get(0)));
  }

  /** Whether all of {@code some} are in the sorted list. */
  static boolean containsAll(List<Value.Scalar> sorted, List<Value.Scalar> some) {
    for (Value.Scalar value : some) {
      if (Collections.binarySearch(sorted, value, ORDER) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The elements of an array, sorted; none if the value is no array that rights can speak of. */
  static Optional<List<Value.Scalar>> elements(Optional<Value> value) {
    if (value.isPresent() && value.get() instanceof Value.Texts texts) {
      return Optional.of(texts.values().stream().<Value.Scalar>map(Value.Text::new).toList());
    }
    return value.isPresent() && value.get() instanceof Value.Ints integers
        ? Optional.of(integers.values().stream().<Value.Scalar>map(Value.Int::new).toList())
        : Optional.empty();
  }
}
