package io.deputy.biscuit;

import io.deputy.Bytes;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A value or a variable of Biscuit's Datalog, with its symbols resolved. */
public sealed interface Term {
  /** A variable, without the {@code $}. */
  record Variable(String name) implements Term {
    public Variable {
      Objects.requireNonNull(name);
    }
  }

  /** A 64-bit integer. */
  record Int(long value) implements Term, Comparable<Int> {
    @Override
    public int compareTo(Int other) {
      return Long.compare(value, other.value);
    }
  }

  /** A string. */
  record Str(String value) implements Term, Comparable<Str> {
    public Str {
      Objects.requireNonNull(value);
    }

    @Override
    public int compareTo(Str other) {
      return value.compareTo(other.value);
    }
  }

  /** A date: seconds since the epoch, UTC, unsigned on the wire. */
  record Date(long epochSeconds) implements Term {}

  /** A byte string. */
  record Bin(Bytes value) implements Term {
    public Bin {
      Objects.requireNonNull(value);
    }
  }

  /** A boolean. */
  record Bool(boolean value) implements Term {}

  /** A set, in the order of the wire; equality ignores the order. */
  record SetOf(List<Term> members) implements Term {
    public SetOf {
      members = List.copyOf(members);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof SetOf that
          && new HashSet<>(members).equals(new HashSet<>(that.members));
    }

    @Override
    public int hashCode() {
      return new HashSet<>(members).hashCode();
    }
  }

  /** The null of Datalog 3.3. */
  record Null() implements Term {}

  /** An array of Datalog 3.3. */
  record ArrayOf(List<Term> members) implements Term {
    public ArrayOf {
      members = List.copyOf(members);
    }
  }

  /**
   * A map of Datalog 3.3, from {@link Int} or {@link Str} to terms; equality ignores the order.
   * Keys are comparable, so that keys made to collide cost a hash table no more than a tree.
   */
  record MapOf(Map<Term, Term> entries) implements Term {
    public MapOf {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }
}
