package io.deputy.issuer.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.deputy.issuer.exchange.ExchangeOutcome;
import io.deputy.issuer.exchange.TokenTypes;
import io.deputy.json.RightsJson;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** An answer with a token (RFC 8693, section 2.2.1). Prints without it. */
record TokenAnswer(
    @JsonProperty("access_token") String accessToken,
    @JsonProperty("issued_token_type") String issuedTokenType,
    @JsonProperty("token_type") String tokenType,
    @JsonProperty("expires_in") long expiresIn,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("scope") String scope,
    @JsonRawValue @JsonProperty("authorization_details") String authorizationDetails,
    @JsonProperty("chain") String chain,
    @JsonProperty("hop") String hop,
    @JsonProperty("depth") int depth,
    @JsonProperty("log_promise") String logPromise) {
  static Response of(ExchangeOutcome.Exchanged exchanged) {
    TokenAnswer answer =
        new TokenAnswer(
            exchanged.token().expose(),
            TokenTypes.DELEGATION,
            exchanged.hop().holder().key().isBearer() ? "Bearer" : "DPoP",
            exchanged.lifetime().toSeconds(),
            exchanged.scopes().isEmpty() ? null : String.join(" ", exchanged.scopes()),
            RightsJson.write(exchanged.rights()),
            exchanged.chain().toString(),
            exchanged.hop().id().toString(),
            exchanged.hop().number(),
            exchanged.promise());
    return Response.ok(answer, MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  @Override
  public String toString() {
    return "token of hop " + hop + " [redacted]";
  }
}
