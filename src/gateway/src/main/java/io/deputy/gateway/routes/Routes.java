package io.deputy.gateway.routes;

import java.util.List;
import java.util.Optional;

/** All routes of a gateway. Immutable; replaced as a whole. */
public record Routes(List<Route> all) {
  /** No routes: everything is refused. */
  public static final Routes NONE = new Routes(List.of());

  public Routes {
    all = List.copyOf(all);
  }

  /** The route with this name. */
  public Optional<Route> named(String id) {
    return all.stream().filter(r -> r.terms().id().equals(id)).findFirst();
  }

  /** The route whose path is the whole of {@code path}, or the longest that it lies below. */
  public Optional<Route> at(String path) {
    Optional<Route> longest = Optional.empty();
    for (Route route : all) {
      String own = route.terms().path();
      boolean below = path.equals(own) || path.startsWith(own.equals("/") ? "/" : own + "/");
      if (below && own.length() > longest.map(r -> r.terms().path().length()).orElse(-1)) {
        longest = Optional.of(route);
      }
    }
    return longest;
  }
}
