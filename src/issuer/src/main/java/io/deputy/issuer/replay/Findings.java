package io.deputy.issuer.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Findings as they come up. Not for several threads. */
final class Findings {
  private final List<Finding> found = new ArrayList<>();

  void add(Finding finding) {
    found.add(finding);
  }

  /** A column must say what comes out. */
  void same(Row row, String field, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      add(new Finding.Differs(row, field, text(expected), text(actual)));
    }
  }

  void differs(Row row, String field, String expected, String actual) {
    add(new Finding.Differs(row, field, expected, actual));
  }

  void missing(Row row, String why) {
    add(new Finding.Missing(row, why));
  }

  void unknown(Row row, String field, String why) {
    add(new Finding.NotRecomputable(row, field, why));
  }

  private static String text(Object value) {
    return value instanceof Optional<?> maybe
        ? maybe.map(Object::toString).orElse("nothing")
        : value.toString();
  }

  List<Finding> all() {
    return List.copyOf(found);
  }
}
