package io.deputy.capability;

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

  /** Whether both admit the same requests; false if that is too hard to decide. */
  public boolean sameAs(Rights other) {
    return within(other) instanceof Containment.Within
        && other.within(this) instanceof Containment.Within;
  }
}
