package io.deputy.gateway.agent;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.agent.Operation.Generation;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a path of A2A's REST binding asks for. Matched as a whole: with a tenant before it, it is
 * another one.
 */
record RestPath(Operation operation, Generation generation, Optional<String> task) {
  private static final String ID = "([A-Za-z0-9._~-]{1,256})";
  private static final Set<String> PAGES = Set.of("pageSize", "pageToken");
  private static final Set<String> LIST =
      Set.of(
          "pageSize",
          "pageToken",
          "contextId",
          "status",
          "historyLength",
          "statusTimestampAfter",
          "includeArtifacts");

  private record Form(Set<String> methods, Pattern path, Operation operation) {
    static Form of(Set<String> methods, String path, Operation operation) {
      return new Form(methods, Pattern.compile(path), operation);
    }
  }

  private static final List<Form> FORMS =
      List.of(
          Form.of(Set.of("POST"), "/message:send", Operation.SEND),
          Form.of(Set.of("POST"), "/message:stream", Operation.STREAM),
          Form.of(Set.of("GET"), "/tasks", Operation.LIST_TASKS),
          Form.of(Set.of("GET"), "/tasks/" + ID, Operation.GET_TASK),
          Form.of(Set.of("POST"), "/tasks/" + ID + ":cancel", Operation.CANCEL_TASK),
          Form.of(Set.of("GET", "POST"), "/tasks/" + ID + ":subscribe", Operation.SUBSCRIBE),
          Form.of(Set.of("POST"), "/tasks/" + ID + "/pushNotificationConfigs", Operation.SET_PUSH),
          Form.of(Set.of("GET"), "/tasks/" + ID + "/pushNotificationConfigs", Operation.LIST_PUSH),
          Form.of(
              Set.of("GET"), "/tasks/" + ID + "/pushNotificationConfigs/" + ID, Operation.GET_PUSH),
          Form.of(
              Set.of("DELETE"),
              "/tasks/" + ID + "/pushNotificationConfigs/" + ID,
              Operation.DELETE_PUSH));

  static RestPath of(String method, String path) throws Refusal {
    if (method.equals("GET")
        && (path.equals("/.well-known/agent-card.json")
            || path.equals("/.well-known/agent.json"))) {
      return new RestPath(Operation.CARD, Generation.V1_0, Optional.empty());
    }
    if (method.equals("GET") && path.equals("/extendedAgentCard")) {
      return new RestPath(Operation.EXTENDED_CARD, Generation.V1_0, Optional.empty());
    }
    if (method.equals("GET") && path.equals("/v1/card")) {
      return new RestPath(Operation.EXTENDED_CARD, Generation.V0_3, Optional.empty());
    }
    boolean old = path.startsWith("/v1/");
    String own = old ? path.substring("/v1".length()) : path;
    for (Form form : FORMS) {
      Matcher matcher = form.path().matcher(own);
      if (form.methods().contains(method) && matcher.matches()) {
        return new RestPath(
            form.operation(),
            old ? Generation.V0_3 : Generation.V1_0,
            matcher.groupCount() == 0 ? Optional.empty() : Optional.of(matcher.group(1)));
      }
    }
    throw new Refusal(
        Reason.METHOD_UNKNOWN, "A2A has no such method and path without a tenant; check both");
  }

  /** The query parameters that it may have. */
  Set<String> parameters() {
    return switch (operation) {
      case LIST_TASKS -> LIST;
      case GET_TASK -> Set.of("historyLength");
      case LIST_PUSH -> PAGES;
      default -> Set.of();
    };
  }
}
