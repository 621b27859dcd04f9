package io.deputy.gateway.mcp;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Arguments;
import io.deputy.capability.Describe;
import io.deputy.capability.Request;
import io.deputy.json.ArgumentsJson;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a message wants, as rights see it.
 *
 * @param requests each must be allowed; never empty
 * @param entry whether it is enough that some right names the server
 * @param name what the header {@code Mcp-Name} must say, for methods that have it
 * @param listing the list that is asked for
 * @param task the task that is asked about
 */
record Wanted(
    List<Request> requests,
    boolean entry,
    Optional<String> name,
    Optional<Listing> listing,
    Optional<String> task) {
  /** The method that uses a tool. */
  static final String TOOLS_CALL = "tools/call";

  /** The parts of {@code params.notifications} that are known not to name anything. */
  private static final Set<String> CHANGES =
      Set.of("toolsListChanged", "promptsListChanged", "resourcesListChanged");

  private static final String SUBSCRIPTIONS = "resourceSubscriptions";

  /** Methods of one era only; all others are of both. */
  private static final Map<String, Era> ERAS =
      Map.of(
          "initialize", Era.LEGACY,
          "ping", Era.LEGACY,
          "resources/subscribe", Era.LEGACY,
          "resources/unsubscribe", Era.LEGACY,
          "logging/setLevel", Era.LEGACY,
          "tasks/result", Era.LEGACY,
          "tasks/list", Era.LEGACY,
          "tasks/update", Era.MODERN,
          "server/discover", Era.MODERN,
          "subscriptions/listen", Era.MODERN);

  Wanted {
    requests = List.copyOf(requests);
  }

  /** What a request wants of {@code server}. */
  static Wanted of(String server, Era era, Message.Call call) throws Refusal {
    String method = call.method();
    if (ERAS.getOrDefault(method, era) != era) {
      throw unknown(method);
    }
    return switch (method) {
      case "initialize",
          "ping",
          "server/discover",
          "tools/list",
          "resources/list",
          "resources/templates/list",
          "prompts/list",
          "tasks/list" ->
          entry(server, method, Listing.of(method), Optional.empty());
      case TOOLS_CALL, "prompts/get" ->
          one(server, method, required(call, "name"), arguments(call.params()), true);
      case "resources/read" -> one(server, method, required(call, "uri"), Arguments.NONE, true);
      case "resources/subscribe", "resources/unsubscribe" ->
          one(server, method, required(call, "uri"), Arguments.NONE, false);
      case "logging/setLevel" ->
          one(server, method, required(call, "level"), Arguments.NONE, false);
      case "completion/complete" -> completion(server, call);
      case "subscriptions/listen" -> subscriptions(server, call);
      case "tasks/get", "tasks/result", "tasks/cancel", "tasks/update" ->
          entry(server, method, Optional.empty(), Optional.of(required(call, "taskId")));
      default -> throw unknown(method);
    };
  }

  /** The method, or what stands for it. */
  String operation() {
    return ((Request.Mcp) requests.get(0)).operation();
  }

  /** What a notification, an answer, or a request without a message wants of {@code server}. */
  static Wanted entry(String server, String operation) {
    return entry(server, operation, Optional.empty(), Optional.empty());
  }

  static Refusal unknown(String method) {
    return new Refusal(
        Reason.METHOD_UNKNOWN,
        "the method "
            + Describe.quote(method)
            + " does not pass here; use those of the revision that you speak");
  }

  private static Wanted entry(
      String server, String method, Optional<Listing> listing, Optional<String> task) {
    return new Wanted(
        List.of(new Request.Mcp(server, method, task, Arguments.NONE)), true, task, listing, task);
  }

  private static Wanted one(
      String server, String method, String name, Arguments arguments, boolean inHeader) {
    return new Wanted(
        List.of(new Request.Mcp(server, method, Optional.of(name), arguments)),
        false,
        inHeader ? Optional.of(name) : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static String required(Message.Call call, String member) throws Refusal {
    return required(call.params(), member);
  }

  private static String required(Map<String, At> members, String member) throws Refusal {
    if (!members.containsKey(member)) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED, "\"" + member + "\" is missing in the parameters; add it");
    }
    return Message.name(members.get(member));
  }

  private static Arguments arguments(Map<String, At> params) throws Refusal {
    return ArgumentsJson.read(params.get("arguments"));
  }

  /** The argument that is completed, and those that are known, count as arguments. */
  private static Wanted completion(String server, Message.Call call) throws Refusal {
    Map<String, At> params = call.params();
    Map<String, At> ref = object(params, "ref");
    String type = required(ref, "type");
    String other;
    String member;
    switch (type) {
      case "ref/prompt" -> {
        member = "name";
        other = "uri";
      }
      case "ref/resource" -> {
        member = "uri";
        other = "name";
      }
      default ->
          throw new Refusal(
              Reason.REQUEST_MALFORMED,
              "the type of \"ref\" is not known here; use ref/prompt or ref/resource");
    }
    if (ref.containsKey(other)) {
      throw new Refusal(
          Reason.MESSAGE_AMBIGUOUS, "\"ref\" says both name and uri; say only " + member);
    }
    Map<String, Node> arguments = new LinkedHashMap<>();
    if (params.containsKey("context")) {
      At known = params.get("context").members().get("arguments");
      if (known != null) {
        known.members().forEach((name, value) -> arguments.put(name, value.node()));
      }
    }
    Map<String, At> argument = object(params, "argument");
    String completed = required(argument, "name");
    if (!argument.containsKey("value")
        || arguments.put(completed, argument.get("value").node()) != null) {
      throw new Refusal(
          Reason.MESSAGE_AMBIGUOUS,
          "the argument that is completed has no value, or another one in the context; say one");
    }
    return one(
        server,
        call.method(),
        required(ref, member),
        ArgumentsJson.read(At.root(new Node.Obj(arguments), Reason.REQUEST_MALFORMED)),
        false);
  }

  private static Map<String, At> object(Map<String, At> params, String member) throws Refusal {
    if (!params.containsKey(member)) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED, "\"" + member + "\" is missing in the parameters; add it");
    }
    return params.get(member).members();
  }

  /** Each resource is decided; that lists changed, whoever may ask for the lists may know. */
  private static Wanted subscriptions(String server, Message.Call call) throws Refusal {
    List<Request> requests = new ArrayList<>();
    for (Map.Entry<String, At> member : object(call.params(), "notifications").entrySet()) {
      if (member.getKey().equals(SUBSCRIPTIONS)) {
        for (At uri : member.getValue().elements()) {
          requests.add(
              new Request.Mcp(
                  server, call.method(), Optional.of(Message.name(uri)), Arguments.NONE));
        }
      } else if (!CHANGES.contains(member.getKey())) {
        throw member
            .getValue()
            .refuse(Reason.REQUEST_MALFORMED, "is not known here, so it does not pass; remove it");
      }
    }
    return requests.isEmpty()
        ? entry(server, call.method())
        : new Wanted(requests, false, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
