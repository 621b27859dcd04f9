package io.deputy.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.gateway.gate.StepUp;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.proxy.Refusals;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/** Refusals as MCP says them: an HTTP status and challenge, and a JSON-RPC error. */
final class Replies {
  /** JSON-RPC 2.0, section 5.1. */
  private static final int INVALID_REQUEST = -32600;

  private static final int METHOD_NOT_FOUND = -32601;
  private static final int INVALID_PARAMS = -32602;
  private static final int INTERNAL = -32603;

  /** MCP 2026-07-28, Streamable HTTP: headers and body disagree. */
  private static final int HEADER_MISMATCH = -32020;

  /** MCP 2026-07-28, Streamable HTTP: the revision is not spoken here. */
  private static final int UNSUPPORTED_REVISION = -32022;

  /** Our own: not allowed. MCP wants own codes to stay outside of the range of JSON-RPC. */
  private static final int DENIED = -31403;

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int METHOD_NOT_ALLOWED = 405;

  static final Verdict.Refused FOREIGN_ORIGIN =
      refused(Reason.REQUEST_MALFORMED, "pages of this origin may not ask here; send no Origin");

  static final Verdict.Refused METHOD_REFUSED =
      refused(
          Reason.METHOD_UNKNOWN, "send messages with POST; GET and DELETE are for sessions only");

  static final Verdict.Refused REVISION_REFUSED =
      refused(Reason.REQUEST_MALFORMED, "this revision is not spoken here");

  private final Refusals refusals;

  Replies(Refusals refusals) {
    this.refusals = refusals;
  }

  private static Verdict.Refused refused(Reason reason, String detail) {
    return new Verdict.Refused(reason, detail, Optional.empty());
  }

  /** Refuses, with the status of the reason. */
  void refuse(Arrival arrival, Optional<JsonNode> id, Verdict.Refused refused) {
    refuse(arrival, id, refused, Refusals.status(refused.reason()));
  }

  /** A site of somebody else asks through the browser of a user. */
  void foreignOrigin(Arrival arrival) {
    refuse(arrival, Optional.empty(), FOREIGN_ORIGIN, FORBIDDEN);
  }

  /** There is only POST here, and in the legacy era GET and DELETE within a session. */
  void methodNotAllowed(Arrival arrival) {
    refuse(arrival, Optional.empty(), METHOD_REFUSED, METHOD_NOT_ALLOWED);
  }

  private void refuse(Arrival arrival, Optional<JsonNode> id, Verdict.Refused refused, int status) {
    if (!refusals.begin(arrival, refused)) {
      return;
    }
    arrival.response().setStatusCode(status);
    if (status == METHOD_NOT_ALLOWED) {
      arrival.response().putHeader("allow", "POST");
    }
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("reason", refused.reason().code());
    StepUp.of(refused).ifPresent(rights -> data.set("authorization_details", rights));
    end(arrival.response(), error(id, code(refused.reason(), id), refused.detail(), data));
  }

  /** What a server says of a tool that it does not have (MCP 2025-11-25, tools). */
  void unknownTool(Arrival arrival, Optional<JsonNode> id, String name) {
    HttpServerResponse response = arrival.response();
    response.setStatusCode(OK).putHeader("cache-control", "no-store");
    ObjectNode none = JsonNodeFactory.instance.objectNode();
    end(response, error(id, INVALID_PARAMS, "Unknown tool: " + name, none));
  }

  /** The revision is not spoken here; says which are. */
  void unsupportedRevision(Arrival arrival, Optional<JsonNode> id, String requested) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    var supported = data.putArray("supported");
    Era.REVISIONS.forEach(supported::add);
    data.put("requested", requested);
    data.put("reason", REVISION_REFUSED.reason().code());
    HttpServerResponse response = arrival.response();
    response.setStatusCode(BAD_REQUEST).putHeader("cache-control", "no-store");
    end(response, error(id, UNSUPPORTED_REVISION, REVISION_REFUSED.detail(), data));
  }

  private static int code(Reason reason, Optional<JsonNode> id) {
    return switch (reason) {
      case MESSAGE_AMBIGUOUS -> HEADER_MISMATCH;
      case METHOD_UNKNOWN -> METHOD_NOT_FOUND;
      case REQUEST_MALFORMED, REQUEST_TOO_LARGE, BODY_TOO_LARGE ->
          id.isPresent() ? INVALID_PARAMS : INVALID_REQUEST;
      default ->
          Refusals.status(reason) > METHOD_NOT_ALLOWED || reason == Reason.INTERNAL_ERROR
              ? INTERNAL
              : DENIED;
    };
  }

  private static ObjectNode error(
      Optional<JsonNode> id, int code, String message, ObjectNode data) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("jsonrpc", "2.0");
    answer.set("id", id.orElse(JsonNodeFactory.instance.nullNode()));
    ObjectNode error = answer.putObject("error");
    error.put("code", code);
    error.put("message", message);
    if (!data.isEmpty()) {
      error.set("data", data);
    }
    return answer;
  }

  private static void end(HttpServerResponse response, ObjectNode body) {
    response.putHeader("content-type", "application/json").end(body.toString());
  }
}
