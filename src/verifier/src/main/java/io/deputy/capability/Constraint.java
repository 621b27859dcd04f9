package io.deputy.capability;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A set of values of one dimension. Every constraint but {@link Wildcard} requires that a value of
 * its own type is present. The terms are those of the Attenuating Agent Tokens draft
 * (draft-niyikiza-oauth-attenuating-agent-tokens).
 */
public sealed interface Constraint {
  /** Everything is admitted, absence included. */
  Constraint ANYTHING = new Wildcard();

  /** Whether this value, or absence, is admitted. */
  boolean admits(Optional<Value> value);

  /** Whether a dimension admits this value, or absence; no constraint there demands absence. */
  static boolean admits(Optional<Constraint> constraint, Optional<Value> value) {
    return constraint.map(c -> c.admits(value)).orElse(value.isEmpty());
  }

  /** Admits what both admit; empty if that is nothing at all. */
  Optional<Constraint> and(Constraint other);

  /** Exactly this value. */
  record Exact(Value.Scalar value) implements Constraint {
    public Exact {
      Objects.requireNonNull(value);
    }

    @Override
    public boolean admits(Optional<Value> candidate) {
      return candidate.filter(value::equals).isPresent();
    }

    @Override
    public Optional<Constraint> and(Constraint other) {
      return other.admits(Optional.of(value)) ? Optional.of(this) : Optional.empty();
    }
  }

  /**
   * One of these values, all of one type. No values admit nothing. Sorted and without repetition.
   */
  record OneOf(List<Value.Scalar> values) implements Constraint {
    public OneOf {
      values = Scalars.sortedOfOneType(values);
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return value.orElse(null) instanceof Value.Scalar s
          && Collections.binarySearch(values, s, Scalars.ORDER) >= 0;
    }

    @Override
    public Optional<Constraint> and(Constraint other) {
      OneOf both = new OneOf(values.stream().filter(v -> other.admits(Optional.of(v))).toList());
      return both.values.isEmpty() ? Optional.empty() : Optional.of(both);
    }
  }

  /** A string that starts with {@code prefix}; the empty prefix admits every string. */
  record Prefix(String prefix) implements Constraint {
    /**
     * @throws IllegalArgumentException if {@code prefix} has an unpaired surrogate
     */
    public Prefix {
      NormalForm.requireUnicode(prefix);
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return value.orElse(null) instanceof Value.Text t && t.value().startsWith(prefix);
    }

    @Override
    public Optional<Constraint> and(Constraint other) {
      if (other instanceof Prefix p) {
        return prefix.startsWith(p.prefix)
            ? Optional.of(this)
            : p.prefix.startsWith(prefix) ? Optional.of(p) : Optional.empty();
      }
      return other instanceof Range ? Optional.empty() : other.and(this);
    }
  }

  /** An integer from {@code min} to {@code max}, both included; an end left out is open. */
  record Range(OptionalLong min, OptionalLong max) implements Constraint {
    public Range {
      Objects.requireNonNull(min);
      Objects.requireNonNull(max);
    }

    @Override
    public boolean admits(Optional<Value> value) {
      return value.orElse(null) instanceof Value.Int i
          && i.value() >= min.orElse(Long.MIN_VALUE)
          && i.value() <= max.orElse(Long.MAX_VALUE);
    }

    @Override
    public Optional<Constraint> and(Constraint other) {
      if (other instanceof Range r) {
        OptionalLong low = higher(min, r.min, 1);
        OptionalLong high = higher(max, r.max, -1);
        boolean empty = low.isPresent() && high.isPresent() && low.getAsLong() > high.getAsLong();
        return empty ? Optional.empty() : Optional.of(new Range(low, high));
      }
      return other instanceof Prefix ? Optional.empty() : other.and(this);
    }

    /** The tighter of two ends: the higher one, or the lower one if {@code sign} is -1. */
    private static OptionalLong higher(OptionalLong a, OptionalLong b, int sign) {
      if (a.isEmpty() || b.isEmpty()) {
        return a.isEmpty() ? b : a;
      }
      return sign * Long.compare(a.getAsLong(), b.getAsLong()) > 0 ? a : b;
    }
  }

  /** No constraint at all: anything, absence included. */
  record Wildcard() implements Constraint {
    @Override
    public boolean admits(Optional<Value> value) {
      return true;
    }

    @Override
    public Optional<Constraint> and(Constraint other) {
      return Optional.of(other);
    }
  }
}
