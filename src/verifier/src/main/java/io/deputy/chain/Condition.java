package io.deputy.chain;

import io.deputy.biscuit.Term;
import java.util.List;

/** What an expression that an issuer writes asks of the variables of one predicate. */
sealed interface Condition {
  /** How a variable is compared with a constant. */
  enum Test {
    /** {@code $v === c}. */
    EQUAL,
    /** {@code $v >= c}. */
    AT_LEAST,
    /** {@code $v <= c}. */
    AT_MOST,
    /** {@code {…}.contains($v)}. */
    AMONG,
    /** {@code !{…}.contains($v)}. */
    NOT_AMONG,
    /** {@code $v.starts_with(c)}. */
    STARTS_WITH,
    /** {@code $v.contains({…})}. */
    CONTAINS,
    /** {@code ($v + "/").starts_with(c)}. */
    BELOW
  }

  /** One comparison. */
  record One(Test test, String variable, Term operand) implements Condition {}

  /** Comparisons and alternatives, all of which must hold. */
  record AllOf(List<Condition> parts) implements Condition {
    public AllOf {
      parts = List.copyOf(parts);
    }
  }

  /** Alternatives, one of which must hold. */
  record AnyOf(List<Condition> parts) implements Condition {
    public AnyOf {
      parts = List.copyOf(parts);
    }
  }
}
