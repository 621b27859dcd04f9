package io.deputy.gateway.authz;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Request;
import io.deputy.gateway.http.HttpAdapter;
import io.deputy.gateway.routes.Route;
import io.deputy.json.ArgumentsJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What AuthZEN's actions and resources mean here. For MCP that is the default mapping of the
 * binding for MCP (COAZ), with the methods of 2026-07-28, and with the arguments of a call in
 * {@code action.properties.arguments}, which the binding drops. For HTTP the action is the method
 * and {@code resource.properties} has {@code path} and {@code query} as they stand in the request
 * line. Models and agents need the body, which AuthZEN does not carry.
 */
final class AuthZenMapping {
  /** The types of resources that an MCP method goes to. */
  private static final Map<String, Set<String>> TYPES =
      new TreeMap<>(
          Map.ofEntries(
              server("initialize"),
              server("server/discover"),
              server("tools/list"),
              server("resources/list"),
              server("resources/templates/list"),
              server("prompts/list"),
              server("logging/setLevel"),
              Map.entry("tools/call", Set.of("tool")),
              Map.entry("prompts/get", Set.of("prompt")),
              Map.entry("resources/read", Set.of("resource")),
              Map.entry("resources/subscribe", Set.of("resource")),
              Map.entry("resources/unsubscribe", Set.of("resource")),
              Map.entry("subscriptions/listen", Set.of("resource", "mcp_server")),
              Map.entry("completion/complete", Set.of("prompt", "resource"))));

  private static final String SERVER = "mcp_server";
  private static final Set<String> ENTERING =
      Set.of("initialize", "server/discover", "subscriptions/listen");
  private static final Set<String> WITH_ARGUMENTS =
      Set.of("tools/call", "prompts/get", "completion/complete");

  /** Methods of RFC 9110 and RFC 5789 that a search tries. */
  private static final List<String> HTTP_METHODS =
      List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

  /** The request that the agent made, which its proof is for. */
  record Original(String method, String url) {}

  private AuthZenMapping() {}

  private static Map.Entry<String, Set<String>> server(String method) {
    return Map.entry(method, Set.of("mcp_server"));
  }

  /**
   * What is asked.
   *
   * @throws Refusal {@code method_unknown} for a method that is not decided here; {@code
   *     route_unknown} for another server; {@code body_unseen} if arguments are needed and not said
   */
  static Request request(Route route, AuthZenAction action, AuthZenResource resource)
      throws Refusal {
    if (route instanceof Route.Mcp) {
      return mcp(route, action, resource);
    }
    if (route instanceof Route.Http) {
      Target target = target(route, resource);
      return HttpAdapter.request(
          route.terms().server(),
          action.name(),
          target.path().isEmpty() ? "/" : target.path(),
          target.query());
    }
    throw new Refusal(
        Reason.BODY_UNSEEN,
        "AuthZEN cannot ask about routes of type " + route.kind().wire() + "; use the proxy");
  }

  /**
   * Whether it is enough that some right names the server: for what a session begins with, and for
   * hearing that lists changed.
   */
  static boolean enters(Route route, AuthZenAction action, AuthZenResource resource) {
    return route instanceof Route.Mcp
        && resource.type().equals(SERVER)
        && ENTERING.contains(action.name());
  }

  private static Request mcp(Route route, AuthZenAction action, AuthZenResource resource)
      throws Refusal {
    Set<String> types = TYPES.getOrDefault(action.name(), Set.of());
    if (!types.contains(resource.type())) {
      throw new Refusal(
          Reason.METHOD_UNKNOWN,
          "no such method is decided here for resources of this type; see the binding for MCP");
    }
    boolean server = resource.type().equals(SERVER);
    if (server && !resource.id().equals(route.terms().server())) {
      throw new Refusal(
          Reason.ROUTE_UNKNOWN, "the server is another than this route's; ask its own route");
    }
    if (WITH_ARGUMENTS.contains(action.name()) && action.given().isEmpty()) {
      throw new Refusal(
          Reason.BODY_UNSEEN,
          "the arguments of the call are not said; put them into action.properties.arguments");
    }
    return new Request.Mcp(
        route.terms().server(),
        action.name(),
        server ? Optional.empty() : Optional.of(resource.id()),
        action.given().isPresent() ? ArgumentsJson.read(action.given().get()) : Arguments.NONE);
  }

  /** The request that the agent made: MCP posts to the server's URL. */
  static Original original(Route route, AuthZenAction action, AuthZenResource resource)
      throws Refusal {
    return route instanceof Route.Http
        ? new Original(action.name(), target(route, resource).url())
        : new Original("POST", route.terms().server());
  }

  private static Target target(Route route, AuthZenResource resource) throws Refusal {
    String path = AuthZenQuestions.required(resource.properties(), "path").text();
    if (path.indexOf('?') >= 0) {
      throw resource
          .properties()
          .get("path")
          .refuse(Reason.REQUEST_MALFORMED, "has a query; put it into \"query\"");
    }
    String query =
        resource.properties().containsKey("query") ? resource.properties().get("query").text() : "";
    return Target.read(route, query.isEmpty() ? path : path + "?" + query);
  }

  /** The actions that a search tries on a resource. */
  static List<String> actions(Route route, AuthZenResource resource) {
    if (route instanceof Route.Http) {
      return HTTP_METHODS;
    }
    return route instanceof Route.Mcp
        ? TYPES.entrySet().stream()
            .filter(type -> type.getValue().contains(resource.type()))
            .map(Map.Entry::getKey)
            .toList()
        : List.of();
  }

  /** Whether an action's arguments are left out of a search: some call must be allowed. */
  static boolean hasArguments(Route route, String action) {
    return route instanceof Route.Mcp && WITH_ARGUMENTS.contains(action);
  }
}
