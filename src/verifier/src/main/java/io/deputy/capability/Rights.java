package io.deputy.capability;

import java.util.ArrayList;
import java.util.List;

/**
 * A set of capabilities. A request lies within the rights if one capability admits it; no
 * capabilities admit nothing.
 */
public record Rights(List<Capability> capabilities) {
  /** No rights at all. */
  public static final Rights NONE = new Rights(List.of());

  public Rights {
    capabilities = List.copyOf(capabilities);
  }

  /** Whether one of the capabilities admits the request. */
  public boolean admits(Request request) {
    return capabilities.stream().anyMatch(c -> c.admits(request));
  }

  /**
   * Whether the parent admits every request that these rights admit, also where several of its
   * capabilities together cover one of these. Exact over all requests that {@link Request} can
   * hold; bounded in steps ({@link Containment.TooHard}).
   */
  public Containment within(Rights parent) {
    return Search.decide(this, parent);
  }

  /**
   * The rights that admit exactly what both admit: each capability of one with each of the other,
   * without the pairs that have no request in common.
   */
  public Rights intersect(Rights other) {
    return new Rights(
        capabilities.stream()
            .flatMap(a -> other.capabilities.stream().flatMap(b -> a.and(b).stream()))
            .filter(c -> !c.isEmpty())
            .distinct()
            .toList());
  }

  /**
   * What these rights admit and {@code other} does not, as far as it can be written as rights:
   * never more, and sometimes less, since complements need not be rights.
   */
  public Rights outside(Rights other) {
    return Outside.of(this, other);
  }

  /** The same rights without capabilities that admit nothing, or lie within one of the others. */
  public Rights simplified() {
    List<Capability> kept =
        new ArrayList<>(capabilities.stream().filter(c -> !c.isEmpty()).toList());
    for (int i = kept.size() - 1; i >= 0; i--) {
      Capability last = kept.remove(i);
      Rights alone = new Rights(List.of(last));
      boolean needed =
          kept.stream()
              .map(other -> alone.within(new Rights(List.of(other))))
              .noneMatch(Containment.Within.class::isInstance);
      if (needed) {
        kept.add(i, last);
      }
    }
    return new Rights(kept);
  }

  /** What a hop from these rights to {@code child} lost. */
  public List<Loss> without(Rights child) {
    return Loss.between(this, child);
  }

  /** Whether both admit the same requests; false if that is too hard to decide. */
  public boolean sameAs(Rights other) {
    return within(other) instanceof Containment.Within
        && other.within(this) instanceof Containment.Within;
  }
}
