package io.deputy.issuer.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.admin.Administered;
import io.deputy.issuer.exchange.ExchangeOutcome;
import io.deputy.json.RequestJson;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * An answer that says why nothing was issued (RFC 6749, section 5.2).
 *
 * @param error the code of OAuth
 * @param description one line for people
 * @param reason our own, frozen code
 * @param counterExample a request that was asked for and cannot be had, as JSON
 * @param problems what is wrong with a directory
 */
record ErrorAnswer(
    @JsonProperty("error") String error,
    @JsonProperty("error_description") String description,
    @JsonProperty("reason") String reason,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonRawValue @JsonProperty("counter_example")
        String counterExample,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("problems")
        List<ProblemAnswer> problems) {
  /** How long a client should wait for what we depend on; the time an issuer's failure is kept. */
  private static final int RETRY_AFTER_SECONDS = 10;

  /** How long a client should wait that asked too often: no limit is below one a second. */
  private static final int RETRY_RATE_AFTER_SECONDS = 1;

  /** RFC 6749, section 5.2: what descriptions are made of. */
  private static final String NOT_ALLOWED = "[^\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]";

  /** What is wrong at one place of a directory, which a JSON Pointer (RFC 6901) names. */
  record ProblemAnswer(
      @JsonProperty("pointer") String pointer, @JsonProperty("problem") String problem) {}

  static Response of(ExchangeOutcome.Refused refused) {
    return of(
        refused.reason(),
        refused.description(),
        refused.counterExample().map(RequestJson::write).orElse(null),
        null);
  }

  static Response of(Administered.Invalid invalid) {
    return of(
        Reason.DIRECTORY_INVALID,
        "the directory would not be valid, so nothing was changed: "
            + invalid.faults().get(0).text(),
        null,
        invalid.faults().stream().map(f -> new ProblemAnswer(f.pointer(), f.text())).toList());
  }

  static Response of(Refusal refusal) {
    return of(refusal.reason(), refusal.getMessage());
  }

  static Response of(Reason reason, String description) {
    return of(reason, description, null, null);
  }

  private static Response of(
      Reason reason, String description, String counterExample, List<ProblemAnswer> problems) {
    OAuthError error = OAuthError.of(reason);
    Response.ResponseBuilder answer =
        Response.status(OAuthError.status(reason))
            .type(MediaType.APPLICATION_JSON_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(
                new ErrorAnswer(
                    error.code(),
                    description.replace('"', '\'').replaceAll(NOT_ALLOWED, "?"),
                    reason.code(),
                    counterExample,
                    problems));
    if (error == OAuthError.INVALID_TOKEN || error == OAuthError.INSUFFICIENT_SCOPE) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, challenge(error, reason));
    }
    if (error == OAuthError.TEMPORARILY_UNAVAILABLE) {
      answer.header(
          HttpHeaders.RETRY_AFTER,
          reason == Reason.RATE_LIMITED ? RETRY_RATE_AFTER_SECONDS : RETRY_AFTER_SECONDS);
    }
    return answer.build();
  }

  /** RFC 6750, section 3: without an error where there was no token at all. */
  private static String challenge(OAuthError error, Reason reason) {
    String realm = "Bearer realm=\"deputy\"";
    return reason == Reason.OPERATOR_TOKEN_MISSING
        ? realm
        : realm + ", error=\"" + error.code() + "\"";
  }
}
