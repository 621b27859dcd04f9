package io.deputy.gateway.agent;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.NormalForm;
import io.deputy.capability.Request;
import io.deputy.gateway.agent.Operation.Generation;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.routes.Route;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One message to an agent.
 *
 * @param operation what it wants
 * @param rpc whether it came as JSON-RPC, and not as REST
 * @param skill which skill it says that it is for
 * @param task the task that it is about
 * @param tasks all tasks that it names, that one included
 * @param contexts all conversations that it names
 * @param pushUrls where it wants notifications sent
 */
public record AgentMessage(
    Operation operation,
    boolean rpc,
    Optional<String> skill,
    Optional<String> task,
    Set<String> tasks,
    Set<String> contexts,
    Set<String> pushUrls) {
  /** The member of a message's metadata that names the skill it is for: A2A itself has none. */
  public static final String SKILL = "io.deputy/skill";

  /** Arrays and objects inside each other: parts of messages carry data. */
  private static final int MAX_DEPTH = 64;

  private static final Node.Limits LIMITS =
      new Node.Limits(
          Arrival.MAX_BODY_BYTES, MAX_DEPTH, Reason.REQUEST_MALFORMED, Reason.REQUEST_TOO_LARGE);

  public AgentMessage {
    Objects.requireNonNull(operation);
    Objects.requireNonNull(skill);
    Objects.requireNonNull(task);
    tasks = Set.copyOf(tasks);
    contexts = Set.copyOf(contexts);
    pushUrls = Set.copyOf(pushUrls);
  }

  /**
   * Reads one.
   *
   * @param method of HTTP
   * @param path raw, below the route; empty or a slash for JSON-RPC
   * @param query raw, without the question mark
   * @param version the {@code A2A-Version} header
   * @throws Refusal {@code method_unknown} for a method or path that A2A does not have, those of
   *     tenants included; {@code message_ambiguous} if version, path and body do not agree; {@code
   *     request_malformed} for anything that is not known here
   */
  public static AgentMessage read(
      Route.Agent route,
      String method,
      String path,
      Optional<String> query,
      Optional<String> version,
      Bytes body)
      throws Refusal {
    Parameters parameters = Parameters.of(query);
    boolean rpc = path.isEmpty() || path.equals("/");
    AgentMessage message;
    Generation generation;
    if (rpc) {
      parameters.requireAmong(Set.of());
      At root = At.root(Node.parse(body.toArray(), LIMITS), Reason.REQUEST_MALFORMED);
      Map<String, At> members = envelope(method, root);
      String name = members.get("method").text();
      generation = name.indexOf('/') < 0 ? Generation.V1_0 : Generation.V0_3;
      Operation operation =
          Operation.named(generation, name)
              .orElseThrow(
                  () ->
                      members
                          .get("method")
                          .refuse(
                              Reason.METHOD_UNKNOWN,
                              "is no method of A2A: " + Describe.quote(name)));
      message =
          new MessageReader(operation, generation, true)
              .read(Optional.ofNullable(members.get("params")));
    } else {
      RestPath rest = RestPath.of(method, path);
      generation = rest.generation();
      parameters.requireAmong(rest.parameters());
      Optional<At> content =
          body.size() == 0
              ? Optional.empty()
              : Optional.of(At.root(Node.parse(body.toArray(), LIMITS), Reason.REQUEST_MALFORMED));
      message =
          new MessageReader(rest.operation(), generation, false)
              .at(rest, parameters.get("contextId"))
              .read(content);
    }
    if (message.operation() != Operation.CARD) {
      requireVersion(generation, version, parameters.get(Parameters.VERSION));
    }
    if (route.skill().isPresent()
        && message.skill().isPresent()
        && !message.skill().equals(route.skill())) {
      throw otherSkill("the route");
    }
    return message;
  }

  private static Map<String, At> envelope(String method, At root) throws Refusal {
    if (!method.equals("POST")) {
      throw new Refusal(Reason.METHOD_UNKNOWN, "JSON-RPC is sent with POST; use that");
    }
    if (root.node() instanceof Node.Arr) {
      throw root.refuse(Reason.REQUEST_MALFORMED, "is a batch; send one message at a time");
    }
    Map<String, At> members =
        root.members(
            Set.of("jsonrpc", "id", "method"),
            Set.of("params"),
            Reason.REQUEST_MALFORMED,
            Reason.REQUEST_MALFORMED);
    if (!members.get("jsonrpc").text().equals("2.0")) {
      throw members.get("jsonrpc").expected("\"2.0\"");
    }
    Node id = members.get("id").node();
    if (!(id instanceof Node.Text) && !(id instanceof Node.Int)) {
      throw members.get("id").expected("a string or an integer");
    }
    return members;
  }

  /**
   * Absence would mean 0.3, but older clients of both generations send nothing, and a method's name
   * says which it is of; whoever says a version must mean that one.
   */
  private static void requireVersion(
      Generation generation, Optional<String> header, Optional<String> parameter) throws Refusal {
    if (header.isPresent() && parameter.isPresent() && !header.equals(parameter)) {
      throw new Refusal(
          Reason.MESSAGE_AMBIGUOUS,
          "the header and the parameter A2A-Version differ; send one of them");
    }
    Optional<String> said = header.or(() -> parameter).filter(v -> !v.isEmpty());
    if (said.isPresent() && !said.get().equals(generation.version())) {
      throw new Refusal(
          Reason.MESSAGE_AMBIGUOUS,
          "A2A-Version is "
              + Describe.quote(said.get())
              + ", but the method is one of "
              + generation.version()
              + "; use those of one version, 0.3 or 1.0");
    }
  }

  /**
   * What has to be allowed.
   *
   * @param ofTask the skill that its task was begun for
   * @return one request for each URL to notify, or one without
   */
  public List<Request> requests(Route.Agent route, Optional<String> ofTask) throws Refusal {
    if (skill.isPresent() && ofTask.isPresent() && !skill.equals(ofTask)) {
      throw otherSkill("its task");
    }
    Optional<String> known = route.skill().or(() -> skill).or(() -> ofTask);
    String server = route.terms().server();
    if (pushUrls.isEmpty()) {
      return List.of(new Request.Agent(server, operation.canonical(), known, Optional.empty()));
    }
    return pushUrls.stream()
        .sorted()
        .<Request>map(
            url -> new Request.Agent(server, operation.canonical(), known, Optional.of(url)))
        .toList();
  }

  private static Refusal otherSkill(String where) {
    return new Refusal(
        Reason.MESSAGE_AMBIGUOUS,
        "the message names another skill than " + where + "; leave out " + SKILL);
  }

  /** A string that rights and upstream read alike. */
  static String name(At at) throws Refusal {
    if (!NormalForm.isName(at.text())) {
      throw at.expected("a string without control characters");
    }
    return at.text();
  }
}
