package io.deputy.capability;

import java.util.Comparator;
import java.util.List;

/** Order among scalars: by type, then by value. */
final class Scalars {
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
    if (values.stream().map(Object::getClass).distinct().count() > 1) {
      throw new IllegalArgumentException("one_of takes values of one type");
    }
    return values.stream().sorted(ORDER).distinct().toList();
  }
}
