package io.deputy.gateway.authz;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The data API of Open Policy Agent, with the input that Kong's plugin {@code opa} sends: {@code
 * {"input":{"request":{"http":{"method","path","querystring","headers","body","body_size"}}}}}. The
 * answer is always 200 with {@code {"result":{"allow","status","headers"}}}.
 */
final class OpaData {
  private static final int MAX_DEPTH = 32;
  private static final Node.Limits LIMITS =
      new Node.Limits(
          Integer.MAX_VALUE, MAX_DEPTH, Reason.REQUEST_MALFORMED, Reason.BODY_TOO_LARGE);

  private final Hooks hooks;

  OpaData(Hooks hooks) {
    this.hooks = hooks;
  }

  CompletionStage<Reply> answer(String route, Bytes body) {
    try {
      Map<String, At> http =
          member(member(member(root(body), "input"), "request"), "http").members();
      return hooks.decide(route, original(http)).thenApply(OpaData::reply);
    } catch (Refusal refusal) {
      return CompletableFuture.completedFuture(reply(hooks.refused(refusal)));
    }
  }

  private static At root(Bytes body) throws Refusal {
    return At.root(Node.parse(body.toArray(), LIMITS), Reason.REQUEST_MALFORMED);
  }

  private static At member(At at, String name) throws Refusal {
    return required(at.members(), name);
  }

  private static At required(Map<String, At> members, String name) throws Refusal {
    At member = members.get(name);
    if (member == null) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED, "the input has no \"" + name + "\"; send all of the request");
    }
    return member;
  }

  private static Original original(Map<String, At> http) throws Refusal {
    Map<String, List<String>> headers = headers(required(http, "headers"));
    String path = required(http, "path").text();
    if (path.indexOf('?') >= 0) {
      throw required(http, "path").refuse(Reason.REQUEST_MALFORMED, "has a query; leave it out");
    }
    String query = query(http.get("querystring"));
    return new Original(
        required(http, "method").text(),
        query.isEmpty() ? path : path + "?" + query,
        headers,
        seen(http));
  }

  /**
   * Kong sends the query as it has read it, from which it is not known how it was written; only
   * none and the raw one say what will be forwarded.
   */
  private static String query(At at) throws Refusal {
    if (at == null
        || (at.node() instanceof Node.Obj none && none.members().isEmpty())
        || (at.node() instanceof Node.Arr empty && empty.elements().isEmpty())) {
      return "";
    }
    if (at.node() instanceof Node.Text raw) {
      return raw.value();
    }
    throw at.refuse(
        Reason.REQUEST_MALFORMED, "is a query taken apart; send the raw one as a string");
  }

  private static Map<String, List<String>> headers(At at) throws Refusal {
    Map<String, List<String>> headers = new HashMap<>();
    for (Map.Entry<String, At> header : at.members().entrySet()) {
      List<String> values =
          header.getValue().node() instanceof Node.Arr
              ? texts(header.getValue())
              : List.of(header.getValue().text());
      if (headers.put(header.getKey().toLowerCase(Locale.ROOT), values) != null) {
        throw header.getValue().refuse(Reason.MESSAGE_AMBIGUOUS, "stands twice; send it once");
      }
    }
    return headers;
  }

  private static List<String> texts(At at) throws Refusal {
    List<String> texts = new java.util.ArrayList<>();
    for (At element : at.elements()) {
      texts.add(element.text());
    }
    return texts;
  }

  private static Optional<Bytes> seen(Map<String, At> http) throws Refusal {
    if (!http.containsKey("body") || !http.containsKey("body_size")) {
      return Optional.empty();
    }
    Bytes body = Bytes.of(http.get("body").text().getBytes(StandardCharsets.UTF_8));
    boolean whole =
        http.get("body_size").node() instanceof Node.Int size && size.value() == body.size();
    return whole ? Optional.of(body) : Optional.empty();
  }

  private static Reply reply(Answer answer) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("allow", answer.allowed());
    result.put("status", answer.status());
    ObjectNode headers = result.putObject("headers");
    answer.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
    if (!answer.allowed()) {
      result.put("message", answer.body());
    }
    return Reply.json(JsonNodeFactory.instance.objectNode().set("result", result).toString());
  }
}
