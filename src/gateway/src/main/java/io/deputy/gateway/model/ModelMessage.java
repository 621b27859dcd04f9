package io.deputy.gateway.model;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.NormalForm;
import io.deputy.capability.Request;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.proxy.Members;
import io.deputy.gateway.routes.Route;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one message to a model asks for.
 *
 * @param requests all of them must be allowed: one for each model that may answer, and the calls
 *     that the provider is to make
 * @param unseen those calls: the model chooses their arguments
 * @param body what to send on: byte for byte what came, but for models that the route renames
 */
public record ModelMessage(List<Request> requests, List<Request.Mcp> unseen, Bytes body) {
  /** Arrays and objects inside each other: schemas of tools nest deeper than arguments. */
  private static final int MAX_DEPTH = 64;

  static final Node.Limits LIMITS =
      new Node.Limits(
          Arrival.MAX_BODY_BYTES, MAX_DEPTH, Reason.REQUEST_MALFORMED, Reason.REQUEST_TOO_LARGE);

  public ModelMessage {
    requests = List.copyOf(requests);
    unseen = List.copyOf(unseen);
  }

  /**
   * Reads one.
   *
   * @param path raw, below the route
   * @param query raw, without the question mark
   * @throws Refusal {@code method_unknown} for everything but the requests that {@link Endpoint}
   *     lists; {@code request_malformed} for a body that cannot be read in just one way, or that
   *     has members unknown here
   */
  public static ModelMessage read(
      Route.Model route, String method, String path, Optional<String> query, Bytes body)
      throws Refusal {
    Endpoint endpoint = Endpoint.of(route.api(), method, path, query);
    At root = At.root(Node.parse(body.toArray(), LIMITS), Reason.REQUEST_MALFORMED);
    Map<String, At> members =
        root.members(
            endpoint.required(),
            endpoint.optional(),
            Reason.REQUEST_MALFORMED,
            Reason.REQUEST_MALFORMED);
    Stored.refuse(members);
    requireRegion(route, members.get("inference_geo"));
    OptionalLong most = OutputCap.of(endpoint, members);
    Map<String, String> renamed = new LinkedHashMap<>();
    List<Request> requests = new ArrayList<>();
    for (At name : names(members)) {
      String model = resolved(route, name);
      if (!model.equals(name.text())) {
        renamed.put(name.place(), model);
      }
      requests.add(
          new Request.Model(
              route.terms().server(),
              route.provider(),
              endpoint.operation(),
              model,
              route.region(),
              most));
    }
    List<Request.Mcp> calls = SideDoors.calls(route, members);
    requests.addAll(calls);
    return new ModelMessage(requests, calls, Renaming.of(body, renamed));
  }

  /** The place of every name of a model that may answer: the model, and those to fall back on. */
  private static List<At> names(Map<String, At> members) throws Refusal {
    List<At> names = new ArrayList<>();
    names.add(members.get("model"));
    if (members.containsKey("models")) {
      names.addAll(members.get("models").elements());
    }
    if (members.containsKey("fallbacks")) {
      for (At fallback : members.get("fallbacks").elements()) {
        names.add(
            fallback.node() instanceof Node.Obj
                ? Members.only(fallback, "model").get("model")
                : fallback);
      }
    }
    // OpenRouter's word for: in the order of the list. Any other would choose a model itself.
    At way = members.get("route");
    if (way != null && !way.text().equals("fallback")) {
      throw way.refuse(Reason.REQUEST_MALFORMED, "is not \"fallback\"; remove it");
    }
    return names;
  }

  private static String resolved(Route.Model route, At name) throws Refusal {
    String text = name.text();
    if (!NormalForm.isName(text)) {
      throw name.expected("the name of a model");
    }
    if (route.models().isEmpty()) {
      return text;
    }
    return Optional.ofNullable(route.models().get(text))
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.ROUTE_UNKNOWN,
                    "this route has no model " + Describe.quote(text) + "; ask for its list"));
  }

  /** Where a model runs is the route's to say: a body may only agree. */
  private static void requireRegion(Route.Model route, At geo) throws Refusal {
    if (geo != null && !route.region().equals(Optional.of(geo.text()))) {
      throw geo.refuse(
          Reason.MESSAGE_AMBIGUOUS, "is not the region of this route; remove it, or ask elsewhere");
    }
  }
}
