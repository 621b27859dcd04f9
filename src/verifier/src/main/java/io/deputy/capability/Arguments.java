package io.deputy.capability;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The leaves of a call's arguments, by place. Arrays are leaves; objects with members are not. */
public record Arguments(SortedMap<Pointer, Value> leaves) {
  /** A call without arguments. */
  public static final Arguments NONE = new Arguments(new TreeMap<>());

  /** The most leaves that can be decided; bounds the facts that a request states. */
  public static final int MAX_LEAVES = 64;

  /** How deep arguments may nest; bounds the length of a pointer. */
  public static final int MAX_NESTING = 8;

  /**
   * @throws IllegalArgumentException if one leaf lies below another, or there are more leaves than
   *     can be decided
   */
  public Arguments {
    leaves = Collections.unmodifiableSortedMap(new TreeMap<>(leaves));
    if (leaves.size() > MAX_LEAVES) {
      throw new IllegalArgumentException("more than " + MAX_LEAVES + " arguments");
    }
    for (Pointer pointer : leaves.keySet()) {
      for (Pointer other : leaves.keySet()) {
        if (pointer.isAbove(other)) {
          throw new IllegalArgumentException("a leaf lies below another: " + other);
        }
      }
    }
  }

  /** The leaves given. */
  public static Arguments of(Map<Pointer, Value> leaves) {
    return new Arguments(new TreeMap<>(leaves));
  }
}
