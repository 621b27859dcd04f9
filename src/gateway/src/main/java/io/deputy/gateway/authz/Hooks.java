package io.deputy.gateway.authz;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Kind;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Message;
import io.deputy.gateway.gate.Translator;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.holder.Credentials;
import io.deputy.gateway.proxy.Refusals;
import io.deputy.gateway.routes.Route;
import io.deputy.gateway.routes.Routes;
import io.deputy.gateway.trace.Traced;
import io.deputy.gateway.trace.Tracing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Decides about requests that other gateways received. */
public final class Hooks {
  private static final Logger LOG = Logger.getLogger(Hooks.class);

  private final Supplier<Routes> routes;
  private final Map<Kind, Translator> translators;
  private final Gate gate;
  private final Refusals refusals;
  private final Tracing tracing;

  /**
   * @param routes those in force now
   * @param translators one for each kind of route
   */
  public Hooks(
      Supplier<Routes> routes,
      Map<Kind, Translator> translators,
      Gate gate,
      Refusals refusals,
      Tracing tracing) {
    this.routes = routes;
    this.translators = Map.copyOf(translators);
    this.gate = gate;
    this.refusals = refusals;
    this.tracing = tracing;
  }

  Gate gate() {
    return gate;
  }

  /**
   * The route with this name.
   *
   * @throws Refusal {@code route_unknown}
   */
  Route route(String id) throws Refusal {
    return routes
        .get()
        .named(id)
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.ROUTE_UNKNOWN, "there is no such route; check the hook's settings"));
  }

  /** Decides about a request. The stage never fails, and nothing is thrown. */
  CompletionStage<Answer> decide(String routeId, Original original) {
    Route route;
    try {
      route = route(routeId);
    } catch (Refusal refusal) {
      return CompletableFuture.completedFuture(refused(refusal));
    }
    Traced traced =
        tracing.begin(
            route.terms().id(), original.header("traceparent"), original.header("tracestate"));
    try {
      return decided(route, original, traced)
          .handle(
              (verdict, failure) ->
                  failure == null ? answer(route, verdict, traced) : failed(failure));
    } catch (Refusal refusal) {
      return CompletableFuture.completedFuture(answer(route, Verdict.Refused.of(refusal), traced));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(failed(e));
    }
  }

  private CompletionStage<Verdict> decided(Route route, Original original, Traced traced)
      throws Refusal {
    Optional<String> trace = traceParent(original, traced);
    Target target;
    try {
      target = Target.read(route, original.target());
    } catch (Refusal refusal) {
      gate.turnAway(
          credentials(original, route.terms().server()), route, trace, Verdict.Refused.of(refusal));
      throw refusal;
    }
    Caller caller = gate.recognise(credentials(original, target.url()), route, trace);
    try {
      Message message =
          new Message(
              original.method(),
              target.path(),
              target.query(),
              original.headers(),
              original.body());
      Asked asked = translators.get(route.kind()).asked(route, message, trace);
      return gate.decide(caller, asked);
    } catch (Refusal refusal) {
      gate.turnAway(caller, route, trace, Verdict.Refused.of(refusal));
      throw refusal;
    }
  }

  private static Credentials credentials(Original original, String url) {
    return new Credentials(
        original.header("authorization"),
        original.header("dpop"),
        original.method(),
        url,
        Optional.empty());
  }

  private static Optional<String> traceParent(Original original, Traced traced) {
    String ours = traced.headers().get("traceparent");
    List<String> values = ours == null ? original.header("traceparent") : List.of(ours);
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }

  private Answer answer(Route route, Verdict verdict, Traced traced) {
    traced.decided(verdict);
    return answer(route, verdict);
  }

  /** The answer to a verdict. */
  Answer answer(Route route, Verdict verdict) {
    return verdict instanceof Verdict.Passed passed
        ? Answer.allow(passed.caller())
        : refused((Verdict.Refused) verdict, refusals.challenges(route, (Verdict.Refused) verdict));
  }

  /** The answer to a question that belongs to no route. */
  Answer refused(Refusal refusal) {
    return refused(Verdict.Refused.of(refusal), List.of());
  }

  private Answer refused(Verdict.Refused refused, List<String> challenges) {
    return Answer.deny(refused, challenges, refusals.nonce());
  }

  /** The answer when something went wrong that should not: no. */
  Answer failed(Throwable failure) {
    LOG.error("a question could not be decided", failure);
    return refused(new Refusal(Reason.INTERNAL_ERROR, "the request could not be decided"));
  }
}
