package io.deputy.capability;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A part of a {@link Space}: in each dimension some of its representatives. A request is in it if
 * its value in every dimension is. Not changed once made.
 */
final class Box {
  private final Space space;
  private final List<BitSet> sides;

  Box(Space space, List<BitSet> sides) {
    this.space = space;
    this.sides = sides;
  }

  /**
   * Whether no request is in the box: a dimension has no value left, or more arguments must be
   * present than a request can have, or one must be present that lies below another. Nothing else
   * can be in the way: leave every other argument out, and a request is left.
   */
  boolean isEmpty() {
    if (sides.stream().anyMatch(BitSet::isEmpty)) {
      return true;
    }
    List<Pointer> required = new ArrayList<>();
    for (int d = 0; d < sides.size(); d++) {
      if (space.dimensions().get(d) instanceof Dimension.Argument a && absent(d).isEmpty()) {
        required.add(a.pointer());
      }
    }
    return required.size() > Arguments.MAX_LEAVES
        || required.stream().anyMatch(p -> required.stream().anyMatch(p::isAbove));
  }

  /** How many dimensions it has. */
  int size() {
    return sides.size();
  }

  /** Whether every dimension of this box lies within that of {@code other}. */
  boolean isWithin(Box other) {
    return firstOutside(other).isEmpty();
  }

  /** The first dimension in which this box has values that {@code other} does not have. */
  Optional<Dimension> firstOutside(Box other) {
    for (int d = 0; d < sides.size(); d++) {
      if (!isWithin(sides.get(d), other.sides.get(d))) {
        return Optional.of(space.dimensions().get(d));
      }
    }
    return Optional.empty();
  }

  private static boolean isWithin(BitSet side, BitSet other) {
    for (int i = side.nextSetBit(0); i >= 0; i = side.nextSetBit(i + 1)) {
      if (!other.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether some request is in both boxes. */
  boolean meets(Box other) {
    List<BitSet> both = new ArrayList<>(sides.size());
    for (int d = 0; d < sides.size(); d++) {
      if (!sides.get(d).intersects(other.sides.get(d))) {
        return false;
      }
      BitSet side = copy(sides.get(d));
      side.and(other.sides.get(d));
      both.add(side);
    }
    return !new Box(space, both).isEmpty();
  }

  /** This box, without the values of a dimension that {@code other} does not have there. */
  Box inside(Dimension dimension, Box other) {
    int d = space.dimensions().indexOf(dimension);
    BitSet side = copy(sides.get(d));
    side.and(other.sides.get(d));
    return with(d, side);
  }

  /** This box, without the values of a dimension that {@code other} has there. */
  Box outside(Dimension dimension, Box other) {
    int d = space.dimensions().indexOf(dimension);
    BitSet side = copy(sides.get(d));
    side.andNot(other.sides.get(d));
    return with(d, side);
  }

  /**
   * A request in the box: the preferred value of each field, and only those arguments that must be
   * present.
   *
   * @throws IllegalStateException if the box is empty
   */
  Request sample() {
    if (isEmpty()) {
      throw new IllegalStateException("an empty box has no sample");
    }
    int[] chosen = new int[sides.size()];
    for (int d = 0; d < chosen.length; d++) {
      boolean argument = space.dimensions().get(d) instanceof Dimension.Argument;
      int preferred = sides.get(d).nextSetBit(0);
      chosen[d] = argument ? absent(d).orElse(preferred) : preferred;
    }
    return space.request(chosen);
  }

  /** The representative of absence in dimension {@code d}, if it is in the box. */
  private Optional<Integer> absent(int d) {
    return space.points().get(d).absence().filter(sides.get(d)::get);
  }

  private Box with(int d, BitSet side) {
    List<BitSet> changed = new ArrayList<>(sides);
    changed.set(d, side);
    return new Box(space, changed);
  }

  private static BitSet copy(BitSet side) {
    return (BitSet) side.clone();
  }
}
