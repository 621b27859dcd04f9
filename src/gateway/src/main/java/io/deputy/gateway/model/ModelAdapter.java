package io.deputy.gateway.model;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.capability.Request;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.proxy.Adapter;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.proxy.Forward;
import io.deputy.gateway.proxy.Refusals;
import io.deputy.gateway.proxy.UpstreamJson;
import io.deputy.gateway.proxy.WholeBody;
import io.deputy.gateway.routes.Route;
import io.deputy.gateway.routes.Routes;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Decides requests to models on their whole body, and filters lists of models. */
public final class ModelAdapter implements Adapter {
  private static final Logger LOG = Logger.getLogger(ModelAdapter.class);
  private static final int OK = 200;

  /** JSON in UTF-8: in another type or encoding, the provider would read another body than here. */
  private static final Pattern JSON =
      Pattern.compile("application/json(\\s*;\\s*charset=\"?utf-8\"?)?");

  /** By these a caller would choose another account, and with it another region. */
  private static final List<String> STEERING =
      List.of("openai-organization", "openai-project", "content-encoding");

  /** How a list of models stands in the record; rights do not name it. */
  private static final String LIST = "models/list";

  private static final String ANY_MODEL = "*";

  private final Gate gate;
  private final Forward forward;
  private final ModelRefusals refusals;
  private final Supplier<Routes> routes;

  /**
   * Asks {@code gate}, and forwards with {@code forward}.
   *
   * @param routes those in force: what is destructive on an MCP route is so through a model too
   */
  public ModelAdapter(Gate gate, Forward forward, Refusals refusals, Supplier<Routes> routes) {
    this.gate = gate;
    this.forward = forward;
    this.refusals = new ModelRefusals(refusals);
    this.routes = routes;
  }

  @Override
  public void handle(Arrival arrival) {
    try {
      recognised(arrival, arrival.caller(gate));
    } catch (Refusal refusal) {
      refusals.answer(arrival, refusal);
    }
  }

  private void recognised(Arrival arrival, Caller caller) {
    try {
      Route.Model route = (Route.Model) arrival.route();
      MultiMap headers = arrival.request().headers();
      requireNotSteered(headers);
      if (arrival.request().method().equals(HttpMethod.GET)
          && arrival.rest().equals(Endpoint.MODELS)) {
        list(arrival, route, caller);
        return;
      }
      Endpoint.of(route.api(), arrival.request().method().name(), arrival.rest(), query(arrival));
      requireJson(headers);
      arrival
          .body()
          .onSuccess(body -> decide(arrival, route, caller, body))
          .onFailure(failure -> refuse(arrival, caller, failure));
    } catch (Refusal refusal) {
      refuse(arrival, caller, refusal);
    }
  }

  private void refuse(Arrival arrival, Caller caller, Throwable failure) {
    arrival.turnAway(gate, caller, failure);
    refusals.answer(arrival, failure);
  }

  static void requireNotSteered(MultiMap headers) throws Refusal {
    for (String header : STEERING) {
      if (headers.contains(header)) {
        throw new Refusal(
            Reason.MESSAGE_AMBIGUOUS, "the header " + header + " is the route's; leave it out");
      }
    }
  }

  static void requireJson(MultiMap headers) throws Refusal {
    String type = Arrival.header(headers, "content-type").orElse("");
    if (!JSON.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED, "the content-type is not application/json; send JSON");
    }
  }

  private static Optional<String> query(Arrival arrival) {
    return Optional.ofNullable(arrival.request().query());
  }

  private void decide(Arrival arrival, Route.Model route, Caller caller, Buffer body) {
    try {
      ModelMessage message =
          ModelMessage.read(
              route,
              arrival.request().method().name(),
              arrival.rest(),
              query(arrival),
              Bytes.of(body.getBytes()));
      requireHarmless(message, routes.get());
      Asked asked = new Asked(route, message.requests(), message.unseen(), arrival.traceParent());
      arrival
          .verdict(gate, caller, asked)
          .onSuccess(verdict -> act(arrival, caller, message, verdict));
    } catch (Refusal refusal) {
      refuse(arrival, caller, refusal);
    } catch (RuntimeException e) {
      LOG.error("a message to a model could not be decided", e);
      refusals.answer(
          arrival, new Refusal(Reason.INTERNAL_ERROR, "the message could not be decided"));
    }
  }

  /** What is destructive needs a token for it alone, and arguments that are seen. */
  static void requireHarmless(ModelMessage message, Routes routes) throws Refusal {
    for (Request.Mcp call : message.unseen()) {
      for (Route route : routes.all()) {
        if (route instanceof Route.Mcp mcp
            && mcp.terms().server().equals(call.server())
            && call.name().map(mcp.destructive()::contains).orElse(!mcp.destructive().isEmpty())) {
          throw new Refusal(
              Reason.BREAK_GLASS_NEEDED,
              call.name().map(Describe::quote).orElse("one of all tools")
                  + " is destructive, so no provider may call it; call it yourself, through the"
                  + " gateway, or name other tools");
        }
      }
    }
  }

  private void act(Arrival arrival, Caller caller, ModelMessage message, Verdict verdict) {
    if (verdict instanceof Verdict.Refused refused) {
      refusals.answer(arrival, refused);
      return;
    }
    forward.send(
        arrival,
        caller,
        HttpMethod.POST,
        arrival.rest() + query(arrival).map(query -> "?" + query).orElse(""),
        Optional.of(Buffer.buffer(message.body().toArray())),
        answer -> forward.relay(arrival, caller, answer));
  }

  /** Lists are answered whole, so that no page tells how much is hidden. */
  private void list(Arrival arrival, Route.Model route, Caller caller) throws Refusal {
    if (query(arrival).isPresent()) {
      throw new Refusal(
          Reason.METHOD_UNKNOWN, "the list of models is answered whole; leave out the query");
    }
    ModelList models = new ModelList(route, caller.honoured().chain().rights());
    models.requireSome();
    Request list =
        new Request.Model(
            route.terms().server(),
            route.provider(),
            LIST,
            ANY_MODEL,
            route.region(),
            OptionalLong.empty());
    arrival
        .verdict(gate, caller, Asked.entering(route, List.of(list), arrival.traceParent()))
        .onSuccess(
            verdict -> {
              if (verdict instanceof Verdict.Refused refused) {
                refusals.answer(arrival, refused);
              } else {
                fetch(arrival, route, caller, models);
              }
            });
  }

  private void fetch(Arrival arrival, Route.Model route, Caller caller, ModelList models) {
    arrival.askForWholeAnswer();
    arrival.request().resume();
    forward.send(
        arrival,
        caller,
        HttpMethod.GET,
        Endpoint.MODELS + (route.api() == Route.ModelApi.ANTHROPIC ? "?limit=1000" : ""),
        Optional.of(Buffer.buffer()),
        answer ->
            WholeBody.read(answer, UpstreamJson.MAX_BYTES, ModelList.unreadable())
                .onSuccess(body -> filter(arrival, models, answer, body))
                .onFailure(
                    failure -> {
                      answer.request().reset();
                      refusals.answer(arrival, ModelList.unreadable());
                    }));
  }

  private void filter(
      Arrival arrival, ModelList models, HttpClientResponse answer, Buffer upstream) {
    try {
      if (answer.statusCode() != OK) {
        throw ModelList.unreadable();
      }
      Bytes filtered = models.filter(Bytes.of(upstream.getBytes()));
      arrival
          .response()
          .putHeader("content-type", "application/json")
          .putHeader("cache-control", "private, no-store")
          .end(Buffer.buffer(filtered.toArray()));
    } catch (Refusal refusal) {
      refusals.answer(arrival, refusal);
    }
  }
}
