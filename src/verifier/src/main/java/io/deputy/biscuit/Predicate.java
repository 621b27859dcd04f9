package io.deputy.biscuit;

import java.util.List;
import java.util.Objects;

/** A name and its terms: a fact if no term is a variable, else a pattern. */
public record Predicate(String name, List<Term> terms) {
  public Predicate {
    Objects.requireNonNull(name);
    terms = List.copyOf(terms);
  }

  /** The predicate {@code name(terms…)}. */
  public static Predicate of(String name, Term... terms) {
    return new Predicate(name, List.of(terms));
  }
}
