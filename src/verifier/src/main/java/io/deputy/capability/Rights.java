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
}
