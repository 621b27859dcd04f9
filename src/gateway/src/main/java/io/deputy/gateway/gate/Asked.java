package io.deputy.gateway.gate;

import io.deputy.capability.Request;
import io.deputy.chain.HopId;
import io.deputy.gateway.routes.Route;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one message asks for.
 *
 * @param route the route that it came by
 * @param requests all of them must be allowed; at least one
 * @param unseen those of them whose arguments nobody knows yet, since somebody else will choose
 *     them later and not ask here: they must be allowed whatever their arguments, and without a
 *     name whatever their name
 * @param traceParent the W3C trace context that the message came with
 * @param entry whether it is enough that some right names the server: what a protocol needs to get
 *     going, and lists, of which only what the caller may see is shown
 * @param sessionHop the hop whose token opened the session that the message continues
 */
public record Asked(
    Route route,
    List<Request> requests,
    List<Request.Mcp> unseen,
    Optional<String> traceParent,
    boolean entry,
    Optional<HopId> sessionHop) {
  /** A message that says all that it asks for. */
  public Asked(Route route, List<Request> requests, Optional<String> traceParent) {
    this(route, requests, List.of(), traceParent, false, Optional.empty());
  }

  /** A message that leaves something to be chosen by somebody else. */
  public Asked(
      Route route, List<Request> requests, List<Request.Mcp> unseen, Optional<String> traceParent) {
    this(route, requests, unseen, traceParent, false, Optional.empty());
  }

  /** A message for which it may be enough that some right names the server. */
  public static Asked entering(Route route, List<Request> requests, Optional<String> traceParent) {
    return new Asked(route, requests, List.of(), traceParent, true, Optional.empty());
  }

  /** The same as part of a session. */
  public Asked inSession(HopId opener) {
    return new Asked(route, requests, unseen, traceParent, entry, Optional.of(opener));
  }

  /**
   * @throws IllegalArgumentException if nothing is asked, which would pass without a decision; or
   *     if what is unseen is not among what is asked
   */
  public Asked {
    Objects.requireNonNull(route);
    requests = List.copyOf(requests);
    unseen = List.copyOf(unseen);
    Objects.requireNonNull(traceParent);
    Objects.requireNonNull(sessionHop);
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("a message that asks for nothing is not decided");
    }
    if (!requests.containsAll(unseen)) {
      throw new IllegalArgumentException("what is unseen is asked for too");
    }
  }
}
