package io.deputy.gateway.policy;

import io.deputy.capability.Request;
import io.deputy.gateway.gate.Asked;
import io.deputy.json.RequestJson;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One thing that is asked, in the words of AuthZEN. For MCP they are those of its binding (COAZ),
 * but for completions, where the gateway does not know whether a prompt or a resource is meant.
 *
 * @param action the MCP method, the model's or agent's operation, or the HTTP method
 * @param type what kind of thing it is done to
 * @param id which one
 * @param server the canonical URI of the server that has it
 * @param request all of the request, as it stands in records: JSON
 * @param unseen whether the arguments are chosen later, by somebody who does not ask: those in
 *     {@code request} say nothing then
 */
record Evaluation(
    String action, String type, String id, String server, String request, boolean unseen) {
  /** Messages that only keep a session going, which its beginning was asked about. */
  private static final Set<String> PASSED = Set.of("ping", "response", "GET", "DELETE");

  private static final String NOTIFICATIONS = "notifications/";

  Evaluation {
    Objects.requireNonNull(action);
    Objects.requireNonNull(type);
    Objects.requireNonNull(id);
    Objects.requireNonNull(server);
    Objects.requireNonNull(request);
  }

  /** What a message asks for; nothing, for what the binding for MCP does not ask about. */
  static List<Evaluation> of(Asked asked) {
    return asked.requests().stream()
        .filter(request -> !passes(asked, request))
        .map(request -> of(request, request instanceof Request.Mcp m && asked.unseen().contains(m)))
        .toList();
  }

  private static boolean passes(Asked asked, Request request) {
    return asked.entry()
        && request instanceof Request.Mcp mcp
        && (PASSED.contains(mcp.operation()) || mcp.operation().startsWith(NOTIFICATIONS));
  }

  private static Evaluation of(Request request, boolean unseen) {
    String json = RequestJson.write(request);
    String server = request.server();
    if (request instanceof Request.Mcp mcp) {
      return new Evaluation(
          mcp.operation(), type(mcp), mcp.name().orElse(server), server, json, unseen);
    }
    if (request instanceof Request.Model model) {
      return new Evaluation(model.operation(), "model", model.model(), server, json, unseen);
    }
    if (request instanceof Request.Agent agent) {
      return new Evaluation(agent.operation(), "agent", server, server, json, unseen);
    }
    Request.Http http = (Request.Http) request;
    return new Evaluation(http.method(), "route", http.path(), server, json, unseen);
  }

  private static String type(Request.Mcp mcp) {
    if (mcp.name().isEmpty()) {
      return mcp.operation().equals("tools/call") ? "tool" : "mcp_server";
    }
    return switch (mcp.operation()) {
      case "tools/call" -> "tool";
      case "prompts/get" -> "prompt";
      case "resources/read",
          "resources/subscribe",
          "resources/unsubscribe",
          "subscriptions/listen" ->
          "resource";
      case "tasks/get", "tasks/result", "tasks/cancel", "tasks/update" -> "task";
      case "completion/complete" -> "completion";
      default -> "mcp_server";
    };
  }
}
