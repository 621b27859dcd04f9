package io.deputy.issuer.audit;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of what was found, in its order.
 *
 * @param items the part
 * @param next the place to go on from; none at the end
 */
public record Page<T>(List<T> items, Optional<Place> next) {
  /** Of one page: what fits on a screen or two. */
  public static final int DEFAULT_SIZE = 50;

  /** Most of one page; each item may cost some look-ups. */
  public static final int MAX_SIZE = 200;

  public Page {
    items = List.copyOf(items);
  }

  /** A page of {@code size}, made of one item more than that where there is more. */
  public static <T> Page<T> of(List<T> found, int size, Function<T, Place> place) {
    if (found.size() <= size) {
      return new Page<>(found, Optional.empty());
    }
    List<T> items = found.subList(0, size);
    return new Page<>(items, Optional.of(place.apply(items.get(size - 1))));
  }
}
