package io.deputy.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.chain.HopId;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.proxy.Adapter;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.proxy.Forward;
import io.deputy.gateway.proxy.Refusals;
import io.deputy.json.Node;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Decides on what a message's body says, forwards exactly the bytes that were decided, and passes
 * back what the caller may see.
 */
public final class McpAdapter implements Adapter {
  private static final Logger LOG = Logger.getLogger(McpAdapter.class);

  private final Gate gate;
  private final Forward forward;
  private final Refusals refusals;
  private final String origin;
  private final Replies replies;
  private final Bindings bindings = new Bindings();
  private final Answers answers;

  /**
   * Asks {@code gate}, and forwards with {@code forward}.
   *
   * @param publicUrl under which callers reach this gateway; the only origin of web pages that may
   *     ask
   * @param denied the JSON-RPC error code of what is not allowed
   */
  public McpAdapter(Gate gate, Forward forward, Refusals refusals, String publicUrl, int denied) {
    this.gate = gate;
    this.forward = forward;
    this.refusals = refusals;
    this.origin = origin(URI.create(publicUrl));
    this.replies = new Replies(refusals, denied);
    this.answers = new Answers(forward, replies, bindings);
  }

  /** RFC 6454, section 6.2. */
  static String origin(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  @Override
  public void handle(Arrival arrival) {
    try {
      if (isForeign(arrival.request().headers(), origin)) {
        gate.turnAway(
            arrival.credentials(), arrival.route(), arrival.traceParent(), Replies.FOREIGN_ORIGIN);
        replies.foreignOrigin(arrival);
        return;
      }
      recognised(arrival, arrival.caller(gate));
    } catch (Refusal refusal) {
      refusals.answer(arrival, refusal);
    }
  }

  /**
   * Whether a page of another origin asks. Which other header stands twice matters only to those
   * who are known.
   */
  static boolean isForeign(MultiMap headers, String origin) {
    return headers.getAll("origin").stream().anyMatch(o -> !o.equals(origin));
  }

  static void requireAddress(String below, boolean hasQuery) throws Refusal {
    if (!below.isEmpty() || hasQuery) {
      throw new Refusal(
          Reason.ROUTE_UNKNOWN, "an MCP server has one address; send nothing below it");
    }
  }

  private void recognised(Arrival arrival, Caller caller) {
    try {
      requireAddress(arrival.rest(), arrival.request().query() != null);
      HttpMethod method = arrival.request().method();
      if (method.equals(HttpMethod.POST)) {
        Headers.requirePlain(arrival.request().headers(), true);
        arrival
            .body()
            .onSuccess(body -> guarded(arrival, () -> posted(arrival, caller, body)))
            .onFailure(failure -> unread(arrival, caller, failure));
      } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.DELETE)) {
        Headers.requirePlain(arrival.request().headers(), false);
        inSession(arrival, caller, method);
      } else {
        methodNotAllowed(arrival, caller);
      }
    } catch (Refusal refusal) {
      refuse(arrival, caller, Optional.empty(), refusal);
    }
  }

  private void methodNotAllowed(Arrival arrival, Caller caller) {
    gate.turnAway(caller, arrival.route(), arrival.traceParent(), Replies.METHOD_REFUSED);
    replies.methodNotAllowed(arrival);
  }

  private void refuse(Arrival arrival, Caller caller, Optional<JsonNode> id, Refusal refusal) {
    arrival.turnAway(gate, caller, refusal);
    replies.refuse(arrival, id, Verdict.Refused.of(refusal));
  }

  private void refuse(
      Arrival arrival, Caller caller, Optional<JsonNode> id, UnsupportedRevision unsupported) {
    gate.turnAway(caller, arrival.route(), arrival.traceParent(), Replies.REVISION_REFUSED);
    replies.unsupportedRevision(arrival, id, unsupported.requested());
  }

  private void unread(Arrival arrival, Caller caller, Throwable failure) {
    if (failure instanceof Refusal refusal) {
      refuse(arrival, caller, Optional.empty(), refusal);
    } else {
      arrival.response().reset();
    }
  }

  /** Whatever goes wrong is a no. */
  private void guarded(Arrival arrival, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOG.error("a message could not be decided", e);
      replies.refuse(
          arrival,
          Optional.empty(),
          new Verdict.Refused(
              Reason.INTERNAL_ERROR, "the message could not be decided", Optional.empty()));
    }
  }

  private void posted(Arrival arrival, Caller caller, Buffer body) {
    Optional<JsonNode> id = Optional.empty();
    try {
      Message message = Message.read(body.getBytes());
      id = id(message);
      decide(exchange(arrival, caller, message, id), Optional.of(body));
    } catch (UnsupportedRevision e) {
      refuse(arrival, caller, id, e);
    } catch (Refusal refusal) {
      refuse(arrival, caller, id, refusal);
    }
  }

  private static Optional<JsonNode> id(Message message) {
    if (!(message instanceof Message.Call call)) {
      return Optional.empty();
    }
    return Optional.of(
        call.id() instanceof Node.Int integer
            ? JsonNodeFactory.instance.numberNode(integer.value())
            : JsonNodeFactory.instance.textNode(((Node.Text) call.id()).value()));
  }

  private Exchange exchange(Arrival arrival, Caller caller, Message message, Optional<JsonNode> id)
      throws Refusal, UnsupportedRevision {
    Meaning meaning =
        Meaning.of(arrival.route().terms().server(), arrival.request().headers(), message);
    Exchange exchange =
        new Exchange(arrival, caller, meaning.era(), id, meaning.wanted(), meaning.session());
    requireBound(exchange);
    if (meaning.relatedTask().isPresent()) {
      bindings.requireTask(arrival.route(), meaning.relatedTask().get(), caller);
    }
    return exchange;
  }

  private void requireBound(Exchange exchange) throws Refusal {
    if (exchange.session().isPresent()) {
      bindings.requireSession(exchange.route(), exchange.session().get(), exchange.caller());
    }
    if (exchange.wanted().task().isPresent()) {
      bindings.requireTask(exchange.route(), exchange.wanted().task().get(), exchange.caller());
    }
  }

  /** A stream to listen on, or the end of a session: only for those whose session it is. */
  private void inSession(Arrival arrival, Caller caller, HttpMethod method) throws Refusal {
    Optional<String> session = arrival.header(Headers.SESSION);
    try {
      if (Headers.era(arrival.request().headers(), Optional.empty()) == Era.MODERN
          || session.isEmpty()) {
        methodNotAllowed(arrival, caller);
        return;
      }
    } catch (UnsupportedRevision e) {
      refuse(arrival, caller, Optional.empty(), e);
      return;
    }
    Wanted wanted = Wanted.entry(arrival.route().terms().server(), method.name());
    Exchange exchange =
        new Exchange(arrival, caller, Era.LEGACY, Optional.empty(), wanted, session);
    requireBound(exchange);
    // It has no body, and what a request smuggles in as one is not passed on.
    arrival.request().resume();
    decide(exchange, Optional.of(Buffer.buffer()));
  }

  private void decide(Exchange exchange, Optional<Buffer> body) {
    Arrival arrival = exchange.arrival();
    Wanted wanted = exchange.wanted();
    Asked asked =
        wanted.entry()
            ? Asked.entering(arrival.route(), wanted.requests(), arrival.traceParent())
            : new Asked(arrival.route(), wanted.requests(), arrival.traceParent());
    // A session that is the caller's was opened by the hop that the caller holds.
    HopId opener = exchange.caller().honoured().chain().last().id();
    arrival
        .verdict(
            gate,
            exchange.caller(),
            exchange.session().isPresent() ? asked.inSession(opener) : asked)
        .onSuccess(verdict -> guarded(arrival, () -> act(exchange, body, verdict)));
  }

  private void act(Exchange exchange, Optional<Buffer> body, Verdict verdict) {
    Arrival arrival = exchange.arrival();
    if (verdict instanceof Verdict.Refused refused) {
      Optional<String> hidden = hiddenTool(exchange);
      if (hidden.isPresent()) {
        replies.unknownTool(arrival, exchange.id(), hidden.get());
      } else {
        replies.refuse(arrival, exchange.id(), refused);
      }
      return;
    }
    Headers.strip(arrival, exchange.era());
    forward.send(
        arrival,
        exchange.caller(),
        arrival.request().method(),
        "",
        body,
        answer -> guarded(arrival, () -> answers.pass(exchange, answer)));
  }

  /** The tool that a caller called but may not see; to the caller there is no such tool. */
  private static Optional<String> hiddenTool(Exchange exchange) {
    Request.Mcp request = (Request.Mcp) exchange.wanted().requests().get(0);
    return request
        .name()
        .filter(name -> request.operation().equals(Wanted.TOOLS_CALL))
        .filter(
            name ->
                !exchange
                    .caller()
                    .honoured()
                    .visibility()
                    .admitsSome(request.server(), request.operation(), name));
  }
}
