package io.deputy.gateway.proxy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.StepUp;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.holder.Nonces;
import io.deputy.gateway.routes.Route;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * Refusals as HTTP says them: the status, the challenges of RFC 6750 (section 3), RFC 9449 (section
 * 7.1) and RFC 9728 (section 5.1), and the reason as JSON.
 */
public final class Refusals {
  /** Where the metadata of a protected resource is found, before its path (RFC 9728, section 3). */
  public static final String METADATA = "/.well-known/oauth-protected-resource";

  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int PAYLOAD_TOO_LARGE = 413;
  private static final int BAD_GATEWAY = 502;
  private static final int SERVICE_UNAVAILABLE = 503;

  private final String publicUrl;
  private final Nonces nonces;

  /**
   * @param publicUrl under which callers reach this gateway, without a slash at the end
   */
  public Refusals(String publicUrl, Nonces nonces) {
    this.publicUrl = publicUrl;
    this.nonces = nonces;
  }

  /** The status that a reason is. Whatever is not listed is about the token, so it is 401. */
  public static int status(Reason reason) {
    return switch (reason) {
      case REQUEST_NOT_WITHIN_RIGHTS,
          CHECK_FAILED,
          FACT_UNKNOWN,
          EVALUATION_LIMIT,
          EVALUATION_ERROR,
          BREAK_GLASS_NEEDED,
          BODY_UNSEEN,
          POLICY_DENIED ->
          FORBIDDEN;
      case REQUEST_MALFORMED, MESSAGE_AMBIGUOUS -> BAD_REQUEST;
      case ROUTE_UNKNOWN, METHOD_UNKNOWN, SESSION_UNKNOWN -> NOT_FOUND;
      case REQUEST_TOO_LARGE, BODY_TOO_LARGE -> PAYLOAD_TOO_LARGE;
      case UPSTREAM_UNAVAILABLE -> BAD_GATEWAY;
      case BUNDLE_MISSING, BUNDLE_STALE, POLICY_UNAVAILABLE, RECORD_UNAVAILABLE, INTERNAL_ERROR ->
          SERVICE_UNAVAILABLE;
      default -> UNAUTHORIZED;
    };
  }

  /** Answers a refusal that no single request is the cause of. */
  public void answer(Arrival arrival, Refusal refusal) {
    answer(arrival, Verdict.Refused.of(refusal));
  }

  /** Answers a refusal, unless an answer has begun; then it is cut off. */
  public void answer(Arrival arrival, Verdict.Refused refused) {
    HttpServerResponse response = arrival.response();
    if (!begin(arrival, refused)) {
      return;
    }
    response.putHeader("content-type", "application/json").end(body(refused).toString());
  }

  /** What a refusal says to programs and people, as JSON. */
  public static ObjectNode body(Verdict.Refused refused) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("error", error(refused.reason()));
    body.put("error_description", refused.detail());
    body.put("reason", refused.reason().code());
    StepUp.of(refused).ifPresent(rights -> body.set("authorization_details", rights));
    return body;
  }

  /** The nonce to put into the next DPoP proof. */
  public String nonce() {
    return nonces.current();
  }

  /**
   * Sets status and headers of a refusal; the body is the adapter's.
   *
   * @return whether an answer can still be given
   */
  public boolean begin(Arrival arrival, Verdict.Refused refused) {
    HttpServerResponse response = arrival.response();
    arrival.traced().decided(refused);
    // What is left of the body is of no use, but the connection is.
    if (!arrival.request().isEnded()) {
      arrival.request().resume();
    }
    if (response.headWritten() || response.closed()) {
      response.reset();
      return false;
    }
    // Nothing of what stands behind, but what the server says of the connection.
    String connection = response.headers().get("connection");
    response.headers().clear();
    if (connection != null) {
      response.putHeader("connection", connection);
    }
    response.setStatusCode(status(refused.reason()));
    response.putHeader("cache-control", "no-store");
    response.putHeader("dpop-nonce", nonces.current());
    if (refused.reason() == Reason.BODY_TOO_LARGE) {
      response.putHeader("connection", "close");
    }
    List<String> challenges = challenges(arrival.route(), refused);
    if (!challenges.isEmpty()) {
      response.putHeader("www-authenticate", challenges);
    }
    return true;
  }

  /** The {@code WWW-Authenticate} of a refusal; none where authority is not the matter. */
  public List<String> challenges(Route route, Verdict.Refused refused) {
    int status = status(refused.reason());
    if (status != UNAUTHORIZED && status != FORBIDDEN) {
      return List.of();
    }
    StringBuilder rest = new StringBuilder();
    if (refused.reason() != Reason.TOKEN_MISSING) {
      rest.append("error=\"").append(error(refused.reason())).append("\", ");
      rest.append("error_description=\"").append(quoted(refused.detail())).append("\", ");
    }
    refused
        .request()
        .flatMap(request -> StepUp.scope(route, request))
        .ifPresent(scope -> rest.append("scope=\"").append(quoted(scope)).append("\", "));
    rest.append("resource_metadata=\"")
        .append(publicUrl)
        .append(METADATA)
        .append(route.terms().path())
        .append("\"");
    // Clients that know only one scheme look at the first.
    List<String> challenges = new ArrayList<>();
    challenges.add("Bearer " + rest);
    challenges.add("DPoP algs=\"EdDSA ES256\", " + rest);
    return challenges;
  }

  /** The word of RFC 6750, section 3.1, or RFC 9449, section 7.1, for a reason. */
  public static String error(Reason reason) {
    return switch (reason) {
      case DPOP_NONCE_REQUIRED -> "use_dpop_nonce";
      case DPOP_PROOF_INVALID, DPOP_PROOF_MISMATCH, DPOP_PROOF_REPLAYED, DPOP_PROOF_STALE ->
          "invalid_dpop_proof";
      default ->
          switch (status(reason)) {
            case UNAUTHORIZED -> "invalid_token";
            case FORBIDDEN -> "insufficient_scope";
            case BAD_GATEWAY, SERVICE_UNAVAILABLE -> "temporarily_unavailable";
            default -> "invalid_request";
          };
    };
  }

  /** Printable ASCII without quotes and backslashes, as RFC 6750 has it. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length());
    text.chars()
        .map(c -> c == '"' || c == '\\' ? '\'' : c < ' ' || c > '~' ? '?' : c)
        .forEach(c -> quoted.append((char) c));
    return quoted.toString();
  }
}
