package io.deputy.gateway.http;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.NormalForm;
import io.deputy.capability.Request;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.proxy.Adapter;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.proxy.Forward;
import io.deputy.gateway.proxy.Refusals;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/** Decides on method, path and query, and forwards exactly what was decided. */
public final class HttpAdapter implements Adapter {
  private final Gate gate;
  private final Forward forward;
  private final Refusals refusals;

  /** Asks {@code gate}, and forwards with {@code forward}. */
  public HttpAdapter(Gate gate, Forward forward, Refusals refusals) {
    this.gate = gate;
    this.forward = forward;
    this.refusals = refusals;
  }

  @Override
  public void handle(Arrival arrival) {
    try {
      decide(arrival, arrival.caller(gate));
    } catch (Refusal refusal) {
      refusals.answer(arrival, refusal);
    }
  }

  private void decide(Arrival arrival, Caller caller) {
    try {
      Request.Http asked =
          request(
              arrival.route().terms().server(),
              arrival.request().method().name(),
              arrival.rest().isEmpty() ? "/" : arrival.rest(),
              Optional.ofNullable(arrival.request().query()).orElse(""));
      arrival
          .verdict(gate, caller, new Asked(arrival.route(), List.of(asked), arrival.traceParent()))
          .onSuccess(verdict -> act(arrival, caller, asked, verdict));
    } catch (Refusal refusal) {
      arrival.turnAway(gate, caller, refusal);
      refusals.answer(arrival, refusal);
    }
  }

  /**
   * A request line in the one form in which it is decided.
   *
   * @param path raw, as it stands in the request line
   * @param query raw, without the question mark
   * @throws Refusal {@code request_malformed} if it has no such form
   */
  public static Request.Http request(String server, String method, String path, String query)
      throws Refusal {
    Optional<String> normal = NormalForm.path(path);
    if (normal.isEmpty() || !NormalForm.isQuery(query) || !NormalForm.isHttpMethod(method)) {
      throw new Refusal(
          Reason.REQUEST_MALFORMED,
          "the method, path or query has no normal form; remove empty segments, backslashes,"
              + " control characters and encoded slashes");
    }
    return new Request.Http(server, method, normal.get(), query);
  }

  private void act(Arrival arrival, Caller caller, Request.Http asked, Verdict verdict) {
    if (verdict instanceof Verdict.Refused refused) {
      refusals.answer(arrival, refused);
      return;
    }
    String uri =
        NormalForm.encodedPath(asked.path()) + (asked.query().isEmpty() ? "" : "?" + asked.query());
    forward.send(
        arrival,
        caller,
        HttpMethod.valueOf(asked.method()),
        uri,
        Optional.empty(),
        answer -> forward.relay(arrival, caller, answer));
  }
}
