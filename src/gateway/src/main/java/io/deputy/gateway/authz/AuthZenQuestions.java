package io.deputy.gateway.authz;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.holder.Credentials;
import io.deputy.gateway.routes.Route;
import io.deputy.json.At;
import io.deputy.verify.Decision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The questions of one AuthZEN call. The delegation token stands in {@code context.token}, since
 * the {@code Authorization} header is the enforcement point's own, and with it, for a token that is
 * bound to a key, the caller's DPoP proof in {@code context.dpop}: that somebody else vouches for
 * the proof is no proof. Subject and agent are not taken from the question; they must be the
 * token's.
 */
final class AuthZenQuestions {
  private final Hooks hooks;
  private final Route route;

  /** Who showed what: a proof is used once, also where one call asks several questions. */
  private final Map<Credentials, Caller> callers = new HashMap<>();

  AuthZenQuestions(Hooks hooks, Route route) {
    this.hooks = hooks;
    this.route = route;
  }

  /**
   * The decision, as AuthZEN writes it.
   *
   * @throws Refusal {@code request_malformed} or {@code request_too_large} if it is no question
   */
  CompletionStage<ObjectNode> decide(Map<String, At> question) throws Refusal {
    AuthZenAction action = AuthZenAction.read(question);
    At subject = entity(question, "subject");
    AuthZenResource resource = AuthZenResource.read(entity(question, "resource"));
    try {
      Request request = AuthZenMapping.request(route, action, resource);
      Caller caller = caller(question, subject, AuthZenMapping.original(route, action, resource));
      return hooks
          .gate()
          .decide(
              caller,
              AuthZenMapping.enters(route, action, resource)
                  ? Asked.entering(route, List.of(request), Optional.empty())
                  : new Asked(route, List.of(request), Optional.empty()))
          .thenApply(this::decision);
    } catch (Refusal refusal) {
      if (refusal.reason() == Reason.REQUEST_MALFORMED) {
        throw refusal;
      }
      return CompletableFuture.completedFuture(decision(Verdict.Refused.of(refusal)));
    }
  }

  /**
   * The actions that the caller may take on a resource; showing never grants, so nothing is
   * recorded.
   */
  ObjectNode actions(Map<String, At> question) throws Refusal {
    At subject = entity(question, "subject");
    AuthZenResource resource = AuthZenResource.read(entity(question, "resource"));
    ArrayNode results = JsonNodeFactory.instance.arrayNode();
    try {
      Caller caller =
          caller(
              question,
              subject,
              AuthZenMapping.original(route, new AuthZenAction("GET", Optional.empty()), resource));
      for (String name : AuthZenMapping.actions(route, resource)) {
        if (mayAct(caller, name, resource)) {
          results.addObject().put("name", name);
        }
      }
    } catch (Refusal refusal) {
      if (refusal.reason() == Reason.REQUEST_MALFORMED) {
        throw refusal;
      }
      results.removeAll();
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putObject("page").put("next_token", "");
    answer.set("results", results);
    return answer;
  }

  private boolean mayAct(Caller caller, String name, AuthZenResource resource) throws Refusal {
    if (AuthZenMapping.hasArguments(route, name)) {
      return caller.honoured().visibility().admitsSome(route.terms().server(), name, resource.id());
    }
    AuthZenAction action = new AuthZenAction(name, Optional.empty());
    Request request = AuthZenMapping.request(route, action, resource);
    if (AuthZenMapping.enters(route, action, resource)) {
      return caller.honoured().visibility().admitsSome(request.kind(), request.server());
    }
    return caller.honoured().decide(request) instanceof Decision.Allowed;
  }

  private Caller caller(Map<String, At> question, At subject, AuthZenMapping.Original original)
      throws Refusal {
    Map<String, At> context =
        question.containsKey("context") ? question.get("context").members() : Map.of();
    Credentials credentials = credentials(context, original);
    Caller caller = callers.get(credentials);
    if (caller == null) {
      caller = hooks.gate().recognise(credentials, route);
      callers.put(credentials, caller);
    }
    var chain = caller.honoured().chain();
    requireSame(subject.members().get("id"), chain.user().subject());
    if (context.containsKey("agent")) {
      requireSame(context.get("agent"), chain.last().holder().agent());
    }
    return caller;
  }

  private static Credentials credentials(Map<String, At> context, AuthZenMapping.Original original)
      throws Refusal {
    Optional<String> token = text(context, "token");
    Optional<String> dpop = text(context, "dpop");
    Optional<String> method = text(context, "method");
    String scheme = dpop.isPresent() ? "DPoP " : "Bearer ";
    return new Credentials(
        token.map(t -> List.of(scheme + t)).orElse(List.of()),
        dpop.map(List::of).orElse(List.of()),
        method.orElse(original.method()),
        original.url(),
        Optional.empty());
  }

  private static Optional<String> text(Map<String, At> members, String name) throws Refusal {
    return members.containsKey(name) ? Optional.of(members.get(name).text()) : Optional.empty();
  }

  private static void requireSame(At said, String proven) throws Refusal {
    if (!said.text().equals(proven)) {
      throw said.refuse(
          Reason.MESSAGE_AMBIGUOUS,
          "is somebody else than in the token; ask about the token's own");
    }
  }

  private ObjectNode decision(Verdict verdict) {
    Answer answer = hooks.answer(route, verdict);
    ObjectNode decision = JsonNodeFactory.instance.objectNode();
    decision.put("decision", answer.allowed());
    if (verdict instanceof Verdict.Refused refused) {
      ObjectNode context = decision.putObject("context");
      context.put("status", answer.status());
      context.put("reason", refused.reason().code());
      context.putObject("reason_admin").put(refused.reason().code(), refused.detail());
      ObjectNode headers = context.putObject("headers");
      answer
          .headers()
          .forEach((name, values) -> values.forEach(v -> headers.withArray(name).add(v)));
    }
    return decision;
  }

  /** An entity with the type and id that each has. */
  private static At entity(Map<String, At> question, String name) throws Refusal {
    At entity = required(question, name);
    var type = required(entity.members(), "type").text();
    var id = required(entity.members(), "id").text();
    if (type.isEmpty() || id.isEmpty()) {
      throw entity.refuse(Reason.REQUEST_MALFORMED, "has an empty type or id; say both");
    }
    return entity;
  }

  static At required(Map<String, At> members, String name) throws Refusal {
    At member = members.get(name);
    if (member == null) {
      throw new Refusal(Reason.REQUEST_MALFORMED, "\"" + name + "\" is missing; add it");
    }
    return member;
  }
}
