package io.deputy.gateway.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.gateway.agent.Tasks.Party;
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
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Decides messages to agents, and keeps the tasks of callers apart. */
public final class AgentAdapter implements Adapter {
  private static final Logger LOG = Logger.getLogger(AgentAdapter.class);
  private static final int SUCCESS = 2;
  private static final int HUNDRED = 100;

  /** JSON in UTF-8: in another type or encoding, the agent would read another body than here. */
  private static final Pattern JSON =
      Pattern.compile("application/(a2a\\+)?json(\\s*;\\s*charset=\"?utf-8\"?)?");

  private final Gate gate;
  private final Forward forward;
  private final AgentRefusals refusals;
  private final Tasks tasks;

  /**
   * Asks {@code gate}, and forwards with {@code forward}.
   *
   * @param tasks of the whole gateway, reloads of its routes included
   */
  public AgentAdapter(Gate gate, Forward forward, Refusals refusals, Tasks tasks) {
    this.gate = gate;
    this.forward = forward;
    this.refusals = new AgentRefusals(refusals);
    this.tasks = tasks;
  }

  /** One message on its way. */
  private record Exchange(
      Arrival arrival, Route.Agent route, Caller caller, Bytes body, AgentMessage message) {
    Party party() {
      return new Party(route.terms().server(), caller.principal());
    }
  }

  @Override
  public void handle(Arrival arrival) {
    try {
      recognised(arrival, arrival.caller(gate));
    } catch (Refusal refusal) {
      refusals.answer(arrival, Bytes.EMPTY, refusal);
    }
  }

  private void recognised(Arrival arrival, Caller caller) {
    try {
      requireUnencoded(arrival.request().headers());
      arrival
          .body()
          .onSuccess(body -> decide(arrival, caller, Bytes.of(body.getBytes())))
          .onFailure(failure -> refuse(arrival, caller, Bytes.EMPTY, failure));
    } catch (Refusal refusal) {
      refuse(arrival, caller, Bytes.EMPTY, refusal);
    }
  }

  static void requireUnencoded(MultiMap headers) throws Refusal {
    if (headers.contains("content-encoding")) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED, "the body is encoded; send it without content-encoding");
    }
  }

  static void requireJson(MultiMap headers, Bytes body) throws Refusal {
    String type = Arrival.header(headers, "content-type").orElse("");
    if (body.size() > 0 && !JSON.matcher(type.toLowerCase(Locale.ROOT)).matches()) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED,
          "the content-type is neither application/json nor application/a2a+json; send JSON");
    }
  }

  private void refuse(Arrival arrival, Caller caller, Bytes body, Throwable failure) {
    arrival.turnAway(gate, caller, failure);
    refusals.answer(arrival, body, failure);
  }

  private void decide(Arrival arrival, Caller caller, Bytes body) {
    try {
      requireJson(arrival.request().headers(), body);
      Route.Agent route = (Route.Agent) arrival.route();
      AgentMessage message =
          AgentMessage.read(
              route,
              arrival.request().method().name(),
              arrival.rest(),
              Optional.ofNullable(arrival.request().query()),
              arrival.header("a2a-version"),
              body);
      Exchange exchange = new Exchange(arrival, route, caller, body, message);
      if (message.operation() == Operation.CARD) {
        card(exchange);
        return;
      }
      List<Request> requests = message.requests(route, tasks.require(exchange.party(), message));
      Optional<String> skill = ((Request.Agent) requests.get(0)).skill();
      arrival
          .verdict(gate, caller, new Asked(route, requests, arrival.traceParent()))
          .onSuccess(verdict -> act(exchange, skill, verdict));
    } catch (Refusal refusal) {
      refuse(arrival, caller, body, refusal);
    } catch (RuntimeException e) {
      LOG.error("a message to an agent could not be decided", e);
      refusals.answer(
          arrival, body, new Refusal(Reason.INTERNAL_ERROR, "the message could not be decided"));
    }
  }

  /** Whoever may ask the agent for anything may see its card, as far as it concerns that. */
  private void card(Exchange exchange) throws Refusal {
    cards(exchange).requireSome();
    Request card =
        new Request.Agent(
            exchange.route().terms().server(),
            Operation.CARD.canonical(),
            Optional.empty(),
            Optional.empty());
    Arrival arrival = exchange.arrival();
    arrival
        .verdict(
            gate,
            exchange.caller(),
            Asked.entering(exchange.route(), List.of(card), arrival.traceParent()))
        .onSuccess(verdict -> act(exchange, Optional.empty(), verdict));
  }

  private static Cards cards(Exchange exchange) {
    String url = exchange.arrival().credentials().url();
    return new Cards(
        exchange.route(),
        exchange.caller().honoured().chain().rights(),
        url.substring(0, url.length() - exchange.arrival().rest().length()));
  }

  private void act(Exchange exchange, Optional<String> skill, Verdict verdict) {
    if (verdict instanceof Verdict.Refused refused) {
      refusals.answer(exchange.arrival(), exchange.body(), refused);
    } else {
      send(exchange, skill);
    }
  }

  private void send(Exchange exchange, Optional<String> skill) {
    Arrival arrival = exchange.arrival();
    arrival.askForWholeAnswer();
    String query = arrival.request().query();
    forward.send(
        arrival,
        exchange.caller(),
        arrival.request().method(),
        (arrival.rest().equals("/") ? "" : arrival.rest()) + (query == null ? "" : "?" + query),
        Optional.of(Buffer.buffer(exchange.body().toArray())),
        answer -> answered(exchange, skill, answer));
  }

  private void answered(Exchange exchange, Optional<String> skill, HttpClientResponse answer) {
    AgentMessage message = exchange.message();
    Answers answers = new Answers(tasks, exchange.party(), skill, message.rpc());
    boolean succeeded = answer.statusCode() / HUNDRED == SUCCESS;
    String type =
        Objects.requireNonNullElse(answer.getHeader("content-type"), "").toLowerCase(Locale.ROOT);
    boolean streams = message.operation().isMessage() || message.operation() == Operation.SUBSCRIBE;
    if (streams && succeeded && type.startsWith("text/event-stream")) {
      stream(exchange, answers, answer);
      return;
    }
    switch (message.operation()) {
      case SEND, STREAM, SUBSCRIBE -> {
        if (succeeded) {
          whole(exchange, answer, body -> claimed(answers, body));
        } else {
          forward.relay(exchange.arrival(), exchange.caller(), answer);
        }
      }
      case LIST_TASKS -> whole(exchange, answer, changed(succeeded, answers::filterTasks));
      case CARD -> whole(exchange, answer, changed(succeeded, cards(exchange)::filter));
      case EXTENDED_CARD ->
          whole(
              exchange,
              answer,
              changed(
                  succeeded,
                  read -> {
                    Optional<ObjectNode> card = answers.result(read);
                    if (card.isPresent()) {
                      cards(exchange).filter(card.get());
                    }
                  }));
      default -> forward.relay(exchange.arrival(), exchange.caller(), answer);
    }
  }

  /** What is passed on of an answer. */
  private interface Step {
    Buffer apply(Buffer answer) throws Refusal;
  }

  /** What is taken out of an answer. */
  private interface Filter {
    void apply(ObjectNode answer) throws Refusal;
  }

  private static Buffer claimed(Answers answers, Buffer body) throws Refusal {
    answers.claim(Answers.read(body.getBytes()));
    return body;
  }

  /** Even a failure could carry a list, and nobody would look for the filter then. */
  private static Step changed(boolean succeeded, Filter filter) {
    return body -> {
      if (!succeeded) {
        throw Answers.unreadable();
      }
      ObjectNode answer = Answers.read(body.getBytes());
      filter.apply(answer);
      return Buffer.buffer(Answers.write(answer));
    };
  }

  private void whole(Exchange exchange, HttpClientResponse answer, Step step) {
    WholeBody.read(answer, UpstreamJson.MAX_BYTES, Answers.unreadable())
        .onSuccess(
            body -> {
              try {
                Buffer passed = step.apply(body);
                HttpServerResponse response = forward.begin(exchange.arrival(), answer);
                response.headers().remove("etag");
                response.putHeader("cache-control", "private, no-store").end(passed);
              } catch (Refusal refusal) {
                refusals.answer(exchange.arrival(), exchange.body(), refusal);
              }
            })
        .onFailure(
            failure -> {
              answer.request().reset();
              refusals.answer(exchange.arrival(), exchange.body(), Answers.unreadable());
            });
  }

  private void stream(Exchange exchange, Answers answers, HttpClientResponse answer) {
    HttpServerResponse response = forward.begin(exchange.arrival(), answer);
    response.setChunked(true);
    forward.watch(exchange.arrival(), exchange.caller(), answer);
    EventStream events = new EventStream(data -> answers.claim(Answers.read(data)));
    answer.handler(
        chunk -> {
          try {
            response.write(events.take(chunk));
          } catch (Refusal refusal) {
            answer.request().reset();
            response.reset();
            return;
          }
          if (response.writeQueueFull()) {
            answer.pause();
            response.drainHandler(drained -> answer.resume());
          }
        });
    answer.exceptionHandler(failure -> response.reset());
    answer.endHandler(end -> response.end());
    answer.resume();
  }
}
