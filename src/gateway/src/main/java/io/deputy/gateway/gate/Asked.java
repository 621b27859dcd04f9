package io.deputy.gateway.gate;

import io.deputy.capability.Request;
import io.deputy.gateway.routes.Route;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one message asks for.
 *
 * @param route the route that it came by
 * @param requests all of them must be allowed; at least one
 * @param traceParent the W3C trace context that the message came with
 * @param entry whether it is enough that some right names the server: what a protocol needs to get
 *     going, and lists, of which only what the caller may see is shown
 */
public record Asked(
    Route route, List<Request> requests, Optional<String> traceParent, boolean entry) {
  /**
   * @throws IllegalArgumentException if nothing is asked: that would pass without a decision
   */
  public Asked {
    Objects.requireNonNull(route);
    requests = List.copyOf(requests);
    Objects.requireNonNull(traceParent);
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("a message that asks for nothing is not decided");
    }
  }

  /** Asks for each request itself. */
  public Asked(Route route, List<Request> requests, Optional<String> traceParent) {
    this(route, requests, traceParent, false);
  }
}
