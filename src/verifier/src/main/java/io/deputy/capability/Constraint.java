package io.deputy.capability;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A set of values of one dimension. Every constraint but {@link Wildcard} requires that a value of
 * its own type is present. The terms are those of the Attenuating Agent Tokens draft
 * (draft-niyikiza-oauth-attenuating-agent-tokens).
 */
public sealed interface Constraint {
  /** Everything is admitted, absence included. */
  Constraint ANYTHING = new Wildcard();

  /** Exactly this value. */
  record Exact(Value.Scalar value) implements Constraint {
    public Exact {
      Objects.requireNonNull(value);
    }
  }

  /**
   * One of these values, all of one type. No values admit nothing. Sorted and without repetition.
   */
  record OneOf(List<Value.Scalar> values) implements Constraint {
    public OneOf {
      values = Scalars.sortedOfOneType(values);
    }
  }

  /** A string that starts with {@code prefix}; the empty prefix admits every string. */
  record Prefix(String prefix) implements Constraint {
    public Prefix {
      Objects.requireNonNull(prefix);
    }
  }

  /** An integer from {@code min} to {@code max}, both included; an end left out is open. */
  record Range(OptionalLong min, OptionalLong max) implements Constraint {
    public Range {
      Objects.requireNonNull(min);
      Objects.requireNonNull(max);
    }
  }

  /** No constraint at all: anything, absence included. */
  record Wildcard() implements Constraint {}
}
