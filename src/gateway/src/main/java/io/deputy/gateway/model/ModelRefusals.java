package io.deputy.gateway.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.StepUp;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.proxy.Refusals;
import io.deputy.gateway.routes.Route;

/** Refusals as the clients of model APIs read errors, with the reason beside. */
final class ModelRefusals {
  private final Refusals refusals;

  ModelRefusals(Refusals refusals) {
    this.refusals = refusals;
  }

  void answer(Arrival arrival, Throwable failure) {
    Refusal refusal =
        failure instanceof Refusal known
            ? known
            : new Refusal(Reason.REQUEST_MALFORMED, "the body did not arrive; send it again");
    answer(arrival, Verdict.Refused.of(refusal));
  }

  void answer(Arrival arrival, Verdict.Refused refused) {
    if (!refusals.begin(arrival, refused)) {
      return;
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (((Route.Model) arrival.route()).api() == Route.ModelApi.ANTHROPIC) {
      body.put("type", "error");
    }
    ObjectNode error = body.putObject("error");
    error.put("type", type(Refusals.status(refused.reason())));
    error.put("message", refused.detail());
    error.put("code", refused.reason().code());
    body.put("reason", refused.reason().code());
    StepUp.of(refused).ifPresent(rights -> body.set("authorization_details", rights));
    arrival.response().putHeader("content-type", "application/json").end(body.toString());
  }

  private static String type(int status) {
    return switch (status) {
      case 400 -> "invalid_request_error";
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      default -> "api_error";
    };
  }
}
