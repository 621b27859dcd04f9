package io.deputy.biscuit;

import java.util.List;
import java.util.Objects;

/** A condition: it holds if one of its queries does ({@link Kind} says how). */
public record Check(Kind kind, List<Rule> queries) {
  public Check {
    Objects.requireNonNull(kind);
    queries = List.copyOf(queries);
  }

  /** How a query is taken. The order is the order of the wire. */
  public enum Kind {
    /** {@code check if}: some match. */
    IF,
    /** {@code check all}: some match, and every match satisfies the expressions. */
    ALL,
    /** {@code reject if}: no match. */
    REJECT
  }
}
