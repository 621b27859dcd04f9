package io.deputy.gateway.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.StepUp;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.proxy.Refusals;

/**
 * Refusals as A2A says them: JSON-RPC errors, or those of its REST binding. Authority is a matter
 * of HTTP (401, 403); a task that is another's is one that is not there.
 */
final class AgentRefusals {
  private static final int OK = 200;
  private static final int INVALID_REQUEST = -32600;
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INTERNAL = -32603;
  private static final int TASK_NOT_FOUND = -32001;

  private final Refusals refusals;

  AgentRefusals(Refusals refusals) {
    this.refusals = refusals;
  }

  void answer(Arrival arrival, Bytes body, Throwable failure) {
    Refusal refusal =
        failure instanceof Refusal known
            ? known
            : new Refusal(Reason.REQUEST_MALFORMED, "the body did not arrive; send it again");
    answer(arrival, body, Verdict.Refused.of(refusal));
  }

  /**
   * @param message the body of the request, as far as it was read
   */
  void answer(Arrival arrival, Bytes message, Verdict.Refused refused) {
    if (!refusals.begin(arrival, refused)) {
      return;
    }
    Reason reason = refused.reason();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode data;
    if (arrival.rest().isEmpty() || arrival.rest().equals("/")) {
      // Clients read errors of the protocol where HTTP has none.
      if (reason == Reason.SESSION_UNKNOWN || reason == Reason.METHOD_UNKNOWN) {
        arrival.response().setStatusCode(OK);
      }
      answer.put("jsonrpc", "2.0");
      answer.set("id", id(message));
      ObjectNode error = answer.putObject("error");
      error.put("code", code(reason));
      error.put("message", refused.detail());
      data = error.putObject("data");
    } else {
      ObjectNode error = answer.putObject("error");
      error.put("code", arrival.response().getStatusCode());
      error.put("message", refused.detail());
      data = error.putArray("details").addObject();
      data.put("@type", "type.googleapis.com/google.rpc.ErrorInfo");
      data.put("domain", "a2a-protocol.org");
    }
    data.put("reason", reason.code());
    StepUp.of(refused).ifPresent(rights -> data.set("authorization_details", rights));
    arrival.response().putHeader("content-type", "application/json").end(answer.toString());
  }

  private static int code(Reason reason) {
    return switch (reason) {
      case SESSION_UNKNOWN -> TASK_NOT_FOUND;
      case METHOD_UNKNOWN -> METHOD_NOT_FOUND;
      case UPSTREAM_UNAVAILABLE, INTERNAL_ERROR -> INTERNAL;
      default -> INVALID_REQUEST;
    };
  }

  private static JsonNode id(Bytes message) {
    try {
      JsonNode id = Answers.read(message.toArray()).path("id");
      return id.isTextual() || id.isNumber() ? id : JsonNodeFactory.instance.nullNode();
    } catch (Refusal refusal) {
      return JsonNodeFactory.instance.nullNode();
    }
  }
}
