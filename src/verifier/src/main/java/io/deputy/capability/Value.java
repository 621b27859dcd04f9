package io.deputy.capability;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** The value of one leaf of a request's arguments, as far as rights can speak of it. */
public sealed interface Value {
  /** A value that a constraint can name. */
  sealed interface Scalar extends Value permits Text, Int, Bool {}

  /** A string. */
  record Text(String value) implements Scalar {
    /**
     * @throws IllegalArgumentException if {@code value} has an unpaired surrogate
     */
    public Text {
      NormalForm.requireUnicode(value);
    }
  }

  /** An integer of 64 bits. */
  record Int(long value) implements Scalar {}

  /** A boolean. */
  record Bool(boolean value) implements Scalar {}

  /** A non-empty array of strings, order and repetition ignored. */
  record Texts(SortedSet<String> values) implements Value {
    /**
     * @throws IllegalArgumentException if there are none: an empty array is {@link Opaque}
     */
    public Texts {
      values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
      requireSome(values);
    }
  }

  /** A non-empty array of integers, order and repetition ignored. */
  record Ints(SortedSet<Long> values) implements Value {
    /**
     * @throws IllegalArgumentException if there are none: an empty array is {@link Opaque}
     */
    public Ints {
      values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
      requireSome(values);
    }
  }

  /** Anything else: null, a decimal, another array, an empty container. Only its place is known. */
  record Opaque() implements Value {}

  private static void requireSome(SortedSet<?> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("an array that rights speak of has elements");
    }
  }
}
