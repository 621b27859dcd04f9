package io.deputy.gateway.mcp;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.NormalForm;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One JSON-RPC 2.0 message of a client, as strictly as it is read here: no batch, no member twice.
 * Members of one object that differ only in case are refused as well, and so are those that differ
 * only in case from what is decided on: some servers read names regardless of case, and would see
 * another message.
 */
sealed interface Message {
  /** Arrays and objects inside each other, beyond which reading stops. */
  int MAX_DEPTH = 64;

  /** The member of {@code params} that holds what is about the request. */
  String META = "_meta";

  /** The revision, in the {@link #META} of requests of the modern era. */
  String META_REVISION = "io.modelcontextprotocol/protocolVersion";

  /** What is read by name, below the message and its parameters. */
  Set<String> READ =
      Set.of(
          "jsonrpc",
          "id",
          "method",
          "params",
          "result",
          "error",
          "name",
          "arguments",
          "uri",
          "ref",
          "argument",
          "context",
          "level",
          "notifications",
          "taskId",
          META);

  /**
   * A request.
   *
   * @param id text or an integer
   * @param params absent members are absent; empty if there are no parameters
   */
  record Call(Node id, String method, Map<String, At> params) implements Message {}

  /** A notification: nobody answers. */
  record Notification(String method, Map<String, At> params) implements Message {}

  /** A client's answer to what the server asked it. */
  record Answer() implements Message {
    @Override
    public Map<String, At> params() {
      return Map.of();
    }
  }

  /** The parameters; an answer has none. */
  Map<String, At> params();

  /** Reads the body of a request. */
  static Message read(byte[] body) throws Refusal {
    Node node =
        Node.parse(
            body,
            new Node.Limits(
                Arrival.MAX_BODY_BYTES,
                MAX_DEPTH,
                Reason.REQUEST_MALFORMED,
                Reason.REQUEST_TOO_LARGE));
    requireOneCase(node);
    At root = At.root(node, Reason.REQUEST_MALFORMED);
    if (node instanceof Node.Arr) {
      throw root.refuse(Reason.REQUEST_MALFORMED, "is a batch; send one message");
    }
    Map<String, At> members = root.members();
    requireExact(members);
    if (!members.containsKey("jsonrpc") || !members.get("jsonrpc").text().equals("2.0")) {
      throw root.refuse(Reason.REQUEST_MALFORMED, "is not JSON-RPC 2.0; say so in \"jsonrpc\"");
    }
    boolean answers = members.containsKey("result") || members.containsKey("error");
    if (members.containsKey("method") == answers) {
      throw root.refuse(
          Reason.MESSAGE_AMBIGUOUS, "is not one of request, notification and answer; send one");
    }
    if (members.containsKey("id")) {
      requireId(members.get("id"));
    }
    if (answers) {
      return new Answer();
    }
    String method = name(members.get("method"));
    Map<String, At> params =
        members.containsKey("params") ? members.get("params").members() : Map.of();
    requireExact(params);
    return members.containsKey("id")
        ? new Call(members.get("id").node(), method, params)
        : new Notification(method, params);
  }

  private static void requireId(At id) throws Refusal {
    if (!(id.node() instanceof Node.Text) && !(id.node() instanceof Node.Int)) {
      throw id.expected("a string or an integer");
    }
  }

  /** The string here, in the one form in which names are decided. */
  static String name(At at) throws Refusal {
    if (!NormalForm.isName(at.text())) {
      throw at.refuse(
          Reason.REQUEST_MALFORMED,
          "has no normal form: "
              + Describe.quote(at.text())
              + "; remove control characters, and do not leave it empty");
    }
    return at.text();
  }

  private static void requireExact(Map<String, At> members) throws Refusal {
    for (Map.Entry<String, At> member : members.entrySet()) {
      String name = member.getKey();
      boolean like = READ.stream().anyMatch(read -> read.equalsIgnoreCase(name));
      if (like && !READ.contains(name)) {
        throw member
            .getValue()
            .refuse(Reason.MESSAGE_AMBIGUOUS, "is known here in another case; write it as it is");
      }
    }
  }

  private static void requireOneCase(Node node) throws Refusal {
    if (node instanceof Node.Obj object) {
      Map<String, Node> seen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (Map.Entry<String, Node> member : object.members().entrySet()) {
        if (seen.put(member.getKey(), member.getValue()) != null) {
          throw new Refusal(
              Reason.MESSAGE_AMBIGUOUS,
              "the member "
                  + Describe.quote(member.getKey())
                  + " stands twice in different case; remove one");
        }
        requireOneCase(member.getValue());
      }
    } else if (node instanceof Node.Arr array) {
      for (Node element : array.elements()) {
        requireOneCase(element);
      }
    }
  }

  /** The revision that the message itself names. */
  default Optional<String> revision() throws Refusal {
    Optional<At> meta = Optional.ofNullable(params().get(META));
    if (meta.isEmpty()) {
      return Optional.empty();
    }
    At revision = meta.get().members().get(META_REVISION);
    return revision == null ? Optional.empty() : Optional.of(revision.text());
  }
}
