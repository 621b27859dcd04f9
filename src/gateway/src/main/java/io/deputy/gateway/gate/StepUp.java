package io.deputy.gateway.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.gateway.routes.Route;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** What to ask the exchange for, so that a request that was refused would pass. */
public final class StepUp {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private StepUp() {}

  /** The scope of the route, as the operator defined it, that says least and admits the request. */
  public static Optional<String> scope(Route route, Request request) {
    return route.terms().scopes().entrySet().stream()
        .filter(scope -> scope.getValue().admits(request))
        .min(Comparator.comparing(StepUp::size).thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }

  private static int size(Map.Entry<String, Rights> scope) {
    return scope.getValue().capabilities().size();
  }

  /** The rights that the refused request needs, as RFC 9396 writes them. */
  public static Optional<ArrayNode> of(Verdict.Refused refused) {
    boolean rights =
        refused.reason() == Reason.REQUEST_NOT_WITHIN_RIGHTS
            || refused.reason() == Reason.BREAK_GLASS_NEEDED;
    return rights
        ? refused.request().map(request -> JSON.arrayNode().add(capability(request)))
        : Optional.empty();
  }

  private static ObjectNode capability(Request request) {
    ObjectNode capability = JSON.objectNode();
    capability.put("type", request.kind().wire());
    capability.put("server", request.server());
    if (request instanceof Request.Mcp mcp) {
      capability.set("methods", only(mcp.operation()));
      capability.set("names", mcp.name().map(StepUp::only).orElseGet(StepUp::anything));
      capability.set("arguments", JSON.objectNode());
      capability.put("other_arguments", "allow");
    } else if (request instanceof Request.Model model) {
      capability.set("provider", model.provider().map(StepUp::only).orElseGet(StepUp::anything));
      capability.set("operations", only(model.operation()));
      capability.set("models", only(model.model()));
      capability.set("regions", model.region().map(StepUp::only).orElseGet(StepUp::anything));
      ObjectNode tokens = JSON.objectNode();
      model
          .maxOutputTokens()
          .ifPresentOrElse(
              most -> tokens.putObject("range").put("max", most),
              () -> tokens.put("wildcard", true));
      capability.set("max_output_tokens", tokens);
    } else if (request instanceof Request.Agent agent) {
      capability.set("operations", only(agent.operation()));
      capability.set("skills", agent.skill().map(StepUp::only).orElseGet(StepUp::anything));
      capability.set("push_urls", agent.pushUrl().map(StepUp::only).orElseGet(StepUp::anything));
    } else if (request instanceof Request.Http http) {
      capability.set("methods", only(http.method()));
      capability.set("paths", only(http.path()));
      capability.set("query", only(http.query()));
    }
    return capability;
  }

  private static ObjectNode only(String value) {
    return JSON.objectNode().put("exact", value);
  }

  private static ObjectNode anything() {
    return JSON.objectNode().put("wildcard", true);
  }
}
