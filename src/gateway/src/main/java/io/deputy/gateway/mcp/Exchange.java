package io.deputy.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.routes.Route;
import java.util.Optional;

/**
 * One request of a caller, once it is known what it wants.
 *
 * @param id of the JSON-RPC request; empty if it is none
 * @param session that it says it belongs to, and does
 */
record Exchange(
    Arrival arrival,
    Caller caller,
    Era era,
    Optional<JsonNode> id,
    Wanted wanted,
    Optional<String> session) {
  Route.Mcp route() {
    return (Route.Mcp) arrival.route();
  }

  /** Whether it opens a session. */
  boolean opens() {
    return era == Era.LEGACY && wanted.operation().equals("initialize");
  }
}
