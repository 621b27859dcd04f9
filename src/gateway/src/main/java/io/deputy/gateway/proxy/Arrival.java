package io.deputy.gateway.proxy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.holder.Credentials;
import io.deputy.gateway.routes.Route;
import io.deputy.gateway.trace.Traced;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that came in.
 *
 * @param request the request itself, paused
 * @param route the route that it belongs to
 * @param rest the raw path below the route; empty, or begins with a slash
 * @param credentials what it showed
 * @param traced its span
 */
public record Arrival(
    HttpServerRequest request, Route route, String rest, Credentials credentials, Traced traced) {
  /** Bytes of a body that is read whole: arguments may carry files, but not archives. */
  public static final int MAX_BODY_BYTES = 1 << 20;

  private static final List<String> NOT_WHOLE =
      List.of("accept-encoding", "range", "if-none-match", "if-modified-since");

  public Arrival {
    Objects.requireNonNull(request);
    Objects.requireNonNull(route);
    Objects.requireNonNull(rest);
    Objects.requireNonNull(credentials);
    Objects.requireNonNull(traced);
  }

  /** Where the answer goes. */
  public HttpServerResponse response() {
    return request.response();
  }

  /** The W3C trace context that it belongs to, if there is just one. */
  public Optional<String> traceParent() {
    List<String> values = request.headers().getAll("traceparent");
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }

  /**
   * The value of a header that may stand once.
   *
   * @throws Refusal {@code message_ambiguous} if it stands twice
   */
  public Optional<String> header(String name) throws Refusal {
    return header(request.headers(), name);
  }

  /** The same of headers that came in another way. */
  public static Optional<String> header(MultiMap headers, String name) throws Refusal {
    List<String> values = headers.getAll(name);
    if (values.size() > 1) {
      throw new Refusal(
          Reason.MESSAGE_AMBIGUOUS, "the header " + name + " stands twice; send it once");
    }
    return values.stream().findFirst();
  }

  /**
   * Who sent it.
   *
   * @throws Refusal with the reason, if the gate does not honour what was shown; it is recorded
   */
  public Caller caller(Gate gate) throws Refusal {
    return gate.recognise(credentials, route, traceParent());
  }

  /**
   * What the gate says of it, told where the request is handled: the gate may decide elsewhere.
   *
   * @param caller the {@link #caller}
   */
  public Future<Verdict> verdict(Gate gate, Caller caller, Asked asked) {
    return Future.fromCompletionStage(gate.decide(caller, asked), Vertx.currentContext())
        .onSuccess(traced::decided);
  }

  /** Has the gate keep that the message is refused before it is known what it asks for. */
  public void turnAway(Gate gate, Caller caller, Throwable failure) {
    // Whoever left in the middle of the body was not refused.
    if (failure instanceof Refusal refusal) {
      gate.turnAway(caller, route, traceParent(), Verdict.Refused.of(refusal));
    }
  }

  /**
   * Takes away what would make the answer another one than a whole and plain one, since it has to
   * be read here.
   */
  public void askForWholeAnswer() {
    for (String header : NOT_WHOLE) {
      request.headers().remove(header);
    }
  }

  /**
   * The whole body. Fails with a {@link Refusal} ({@code body_too_large}) as soon as it is longer
   * than {@link #MAX_BODY_BYTES}.
   */
  public Future<Buffer> body() {
    return WholeBody.read(request, MAX_BODY_BYTES);
  }
}
