package io.deputy.gateway.authz;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.routes.Route;
import io.deputy.json.At;
import io.deputy.json.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * The OpenID AuthZEN Authorization API 1.0: evaluation, evaluations, search for actions, and their
 * metadata. Each route is a policy decision point of its own, so which server is meant stands in
 * the settings of the enforcement point.
 */
final class AuthZen {
  /** Where metadata is found, before the path of the decision point (section 9.2.1). */
  static final String METADATA = "/.well-known/authzen-configuration/authz/authzen/";

  private static final String EVALUATION = "access/v1/evaluation";
  private static final String EVALUATIONS = "access/v1/evaluations";
  private static final String ACTIONS = "access/v1/search/action";

  /** Evaluations in one question: each costs a decision, and all wait for one answer. */
  static final int MAX_EVALUATIONS = 100;

  private static final int MAX_DEPTH = 40;
  private static final Node.Limits LIMITS =
      new Node.Limits(
          Integer.MAX_VALUE, MAX_DEPTH, Reason.REQUEST_MALFORMED, Reason.REQUEST_TOO_LARGE);
  private static final List<String> KEYS = List.of("subject", "action", "resource", "context");
  private static final Pattern JSON = Pattern.compile("(?i)application/json *(;.*)?");
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private final String base;
  private final Hooks hooks;

  /**
   * @param base the URL before the name of the route, with a slash at its end
   */
  AuthZen(String base, Hooks hooks) {
    this.base = base;
    this.hooks = hooks;
  }

  /** The metadata of a route's decision point. */
  Reply metadata(String method, String uri) {
    try {
      String id = uri.substring(METADATA.length());
      var unused = hooks.route(id);
      if (!method.equals("GET")) {
        return error(NOT_FOUND, "metadata is only read");
      }
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("policy_decision_point", base + id);
      body.put("access_evaluation_endpoint", base + id + "/" + EVALUATION);
      body.put("access_evaluations_endpoint", base + id + "/" + EVALUATIONS);
      body.put("search_action_endpoint", base + id + "/" + ACTIONS);
      return Reply.json(body.toString());
    } catch (Refusal refusal) {
      return error(NOT_FOUND, refusal.getMessage());
    }
  }

  /**
   * Answers a question.
   *
   * @param path the route's name and below it the endpoint
   */
  CompletionStage<Reply> answer(String path, Map<String, List<String>> headers, Bytes body) {
    return decided(path, headers, body)
        .thenApply(
            reply -> {
              List<String> ids = headers.getOrDefault("x-request-id", List.of());
              if (ids.size() != 1) {
                return reply;
              }
              Map<String, List<String>> echoed = new HashMap<>(reply.headers());
              echoed.put("X-Request-ID", ids);
              return new Reply(reply.status(), echoed, reply.body());
            });
  }

  private CompletionStage<Reply> decided(
      String path, Map<String, List<String>> headers, Bytes body) {
    int slash = path.indexOf('/');
    try {
      Route route = hooks.route(slash < 0 ? path : path.substring(0, slash));
      List<String> types = headers.getOrDefault("content-type", List.of());
      if (types.size() != 1 || !JSON.matcher(types.get(0)).matches()) {
        return now(error(BAD_REQUEST, "the Content-Type is not application/json"));
      }
      Map<String, At> question =
          At.root(Node.parse(body.toArray(), LIMITS), Reason.REQUEST_MALFORMED).members();
      AuthZenQuestions questions = new AuthZenQuestions(hooks, route);
      return switch (path.substring(slash + 1)) {
        case EVALUATION -> evaluation(questions, question);
        case EVALUATIONS -> evaluations(questions, question);
        case ACTIONS -> now(Reply.json(questions.actions(question).toString()));
        default -> now(error(NOT_FOUND, "there is no such endpoint"));
      };
    } catch (Refusal refusal) {
      return now(
          error(
              refusal.reason() == Reason.ROUTE_UNKNOWN ? NOT_FOUND : BAD_REQUEST,
              refusal.getMessage()));
    }
  }

  private static CompletionStage<Reply> evaluation(
      AuthZenQuestions questions, Map<String, At> question) throws Refusal {
    return questions.decide(question).thenApply(decision -> Reply.json(decision.toString()));
  }

  private static CompletionStage<Reply> evaluations(
      AuthZenQuestions questions, Map<String, At> question) throws Refusal {
    List<At> items =
        question.containsKey("evaluations") ? question.get("evaluations").elements() : List.of();
    if (items.isEmpty()) {
      return evaluation(questions, question);
    }
    if (items.size() > MAX_EVALUATIONS) {
      throw question
          .get("evaluations")
          .refuse(
              Reason.REQUEST_TOO_LARGE,
              "has more than " + MAX_EVALUATIONS + " elements; send several requests");
    }
    ArrayNode decisions = JsonNodeFactory.instance.arrayNode();
    return next(questions, question, items, stopsAt(question), decisions)
        .thenApply(
            done ->
                Reply.json(
                    JsonNodeFactory.instance
                        .objectNode()
                        .set("evaluations", decisions)
                        .toString()));
  }

  /** The decision after which no other is made; empty if all are. */
  private static Optional<Boolean> stopsAt(Map<String, At> question) throws Refusal {
    if (!question.containsKey("options")
        || !question.get("options").members().containsKey("evaluations_semantic")) {
      return Optional.empty();
    }
    At semantic = question.get("options").members().get("evaluations_semantic");
    return switch (semantic.text()) {
      case "execute_all" -> Optional.empty();
      case "deny_on_first_deny" -> Optional.of(false);
      case "permit_on_first_permit" -> Optional.of(true);
      default ->
          throw semantic.expected(
              "\"execute_all\", \"deny_on_first_deny\" or \"permit_on_first_permit\"");
    };
  }

  private static CompletionStage<Void> next(
      AuthZenQuestions questions,
      Map<String, At> defaults,
      List<At> items,
      Optional<Boolean> stopsAt,
      ArrayNode decisions) {
    if (decisions.size() == items.size()) {
      return CompletableFuture.completedFuture(null);
    }
    return one(questions, defaults, items.get(decisions.size()))
        .thenCompose(
            decision -> {
              decisions.add(decision);
              return stopsAt.equals(Optional.of(decision.path("decision").asBoolean()))
                  ? CompletableFuture.completedFuture(null)
                  : next(questions, defaults, items, stopsAt, decisions);
            });
  }

  private static CompletionStage<ObjectNode> one(
      AuthZenQuestions questions, Map<String, At> defaults, At item) {
    try {
      Map<String, At> question = new HashMap<>();
      Map<String, At> own = item.members();
      for (String key : KEYS) {
        At value = own.getOrDefault(key, defaults.get(key));
        if (value != null) {
          question.put(key, value);
        }
      }
      return questions.decide(question);
    } catch (Refusal refusal) {
      ObjectNode decision = JsonNodeFactory.instance.objectNode().put("decision", false);
      decision
          .putObject("context")
          .putObject("error")
          .put("status", BAD_REQUEST)
          .put("message", refusal.getMessage());
      return CompletableFuture.completedFuture(decision);
    }
  }

  private static Reply error(int status, String message) {
    return Reply.json(status, JsonNodeFactory.instance.textNode(message).toString());
  }

  private static CompletionStage<Reply> now(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
