package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form, the caller's authentication, and what stands around the exchange. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class ProtocolTest {
  private static void refused(Call call, int status, String error, String reason) {
    call.send().statusCode(status).body("error", equalTo(error)).body("reason", equalTo(reason));
  }

  private static void refused(Call call, String reason) {
    refused(call, 400, "invalid_request", reason);
  }

  private static void unauthenticated(Jwt assertion, String reason) {
    refused(Call.byOrchestrator().assertedBy(assertion), 401, "invalid_client", reason);
  }

  private static Jwt assertion() {
    return Acme.assertion("orchestrator", Acme.ORCHESTRATOR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grant_type", "subject_token", "subject_token_type"})
  void aRequiredParameterThatIsMissingIsNamed(String name) {
    Call.byOrchestrator()
        .without(name)
        .send()
        .statusCode(400)
        .body("reason", equalTo("parameter_missing"))
        .body("error_description", containsString(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant_type",
        "subject_token",
        "subject_token_type",
        "authorization_details",
        "scope",
        "requested_actor",
        "expires_in",
        "max_depth",
        "purpose",
        "on_excess",
        "req_cnf",
        "requested_token_type",
        "actor_token",
        "actor_token_type",
        "consent",
        "unknown"
      })
  void aSingleParameterThatIsRepeatedIsRefused(String name) {
    refused(Call.byOrchestrator().repeating(name, "1").repeating(name, "1"), "parameter_repeated");
  }

  @Test
  void aParameterWithoutValueCountsAsAbsent() {
    Call.byOrchestrator().with("scope", "").with("expires_in", "").send().statusCode(200);
    refused(Call.byOrchestrator().with("subject_token", ""), "parameter_missing");
  }

  @Test
  void anUnknownParameterIsIgnored() {
    Call.byOrchestrator().with("colour", "blue").send().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sealed", "client_secret"})
  void whatIsNotSupportedIsRefusedAndNotIgnored(String name) {
    refused(Call.byOrchestrator().with(name, "https://x.example"), "parameter_unsupported");
  }

  @Test
  void anotherGrantTypeIsRefused() {
    refused(
        Call.byOrchestrator().with("grant_type", "client_credentials"),
        400,
        "unsupported_grant_type",
        "grant_type_unsupported");
  }

  @Test
  void anotherTokenTypeIsRefused() {
    refused(
        Call.byOrchestrator().with("subject_token_type", "urn:ietf:params:oauth:token-type:saml2"),
        "token_type_unsupported");
    refused(
        Call.byOrchestrator().with("requested_token_type", "urn:ietf:params:oauth:token-type:jwt"),
        "token_type_unsupported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "ten", "99999999999"})
  void aLifetimeThatIsNoWholeNumberOfSecondsIsRefused(String value) {
    refused(Call.byOrchestrator().with("expires_in", value), "parameter_invalid");
  }

  @Test
  void aNullCharacterIsRefused() {
    refused(Call.byOrchestrator().with("purpose", "a\u0000b"), "parameter_invalid");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    given()
        .contentType("application/x-www-form-urlencoded")
        .body("purpose=%ff")
        .post("/token/exchange")
        .then()
        .statusCode(400)
        .body("reason", equalTo("parameter_invalid"));
  }

  @Test
  void aBodyThatIsNoFormIsRefused() {
    given()
        .contentType("application/json")
        .body("{}")
        .post("/token/exchange")
        .then()
        .statusCode(415)
        .body("reason", equalTo("media_type_unsupported"));
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() {
    given()
        .contentType("application/x-www-form-urlencoded")
        .body("purpose=" + "a".repeat(FormBody.MAX_BYTES))
        .post("/token/exchange")
        .then()
        .statusCode(413)
        .body("reason", equalTo("body_too_large"));
  }

  @Test
  void headersThatWouldHaveToBeIgnoredAreRefused() {
    given()
        .header("Authorization", "Bearer abc")
        .contentType("application/x-www-form-urlencoded")
        .post("/token/exchange")
        .then()
        .statusCode(401)
        .body("reason", equalTo("client_secret_invalid"));
  }

  @Test
  void aCallerWithoutAssertionIsRefused() {
    given()
        .contentType("application/x-www-form-urlencoded")
        .formParam("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
        .formParam("subject_token", Acme.alice("orchestrator").compact())
        .formParam("subject_token_type", "urn:ietf:params:oauth:token-type:jwt")
        .formParam("scope", "issues:write")
        .post("/token/exchange")
        .then()
        .statusCode(401)
        .body("error", equalTo("invalid_client"))
        .body("reason", equalTo("client_assertion_invalid"));
  }

  @Test
  void anAgentThatIsNotRegisteredIsRefused() {
    unauthenticated(Acme.assertion("nobody", Acme.ATTACKER), "client_unknown");
  }

  @Test
  void aDisabledAgentIsRefused() {
    unauthenticated(Acme.assertion("retired", Acme.RETIRED), "client_disabled");
  }

  @Test
  void anAssertionByAnotherKeyIsRefused() {
    unauthenticated(assertion().reallySignedBy(Acme.ATTACKER), "client_assertion_invalid");
    unauthenticated(Acme.assertion("orchestrator", Acme.RESEARCHER), "client_assertion_invalid");
  }

  @Test
  void anAssertionForSomebodyElseIsRefused() {
    unauthenticated(assertion().with("aud", "https://other.example"), "client_assertion_invalid");
    unauthenticated(
        assertion().with("aud", List.of(Acme.ISSUER, "https://other.example")),
        "client_assertion_invalid");
  }

  @Test
  void anAssertionWithoutIdOrExpiryIsRefused() {
    unauthenticated(assertion().without("jti"), "client_assertion_invalid");
    unauthenticated(assertion().without("exp"), "client_assertion_invalid");
  }

  @Test
  void anAssertionThatExpiredOrExpiresTooLateIsRefused() {
    unauthenticated(assertion().at("exp", Instant.now()), "client_assertion_invalid");
    unauthenticated(
        assertion().at("exp", Instant.now().plusSeconds(400)), "client_assertion_invalid");
  }

  @Test
  void aClientIdThatIsNotTheAssertionsSubjectIsRefused() {
    refused(
        Call.byOrchestrator().with("client_id", "researcher"),
        401,
        "invalid_client",
        "client_assertion_invalid");
    Call.byOrchestrator().with("client_id", "orchestrator").send().statusCode(200);
  }

  @Test
  void anAssertionCountsOnce() {
    Jwt assertion = assertion();
    Call.byOrchestrator().assertedBy(assertion).send().statusCode(200);
    unauthenticated(assertion, "client_assertion_replayed");
  }

  @Test
  void metadataNamesWhatIsSupported() {
    when()
        .get("/.well-known/oauth-authorization-server")
        .then()
        .statusCode(200)
        .body("issuer", equalTo(Acme.ISSUER))
        .body("token_endpoint", equalTo(Acme.TOKEN_ENDPOINT))
        .body("dpop_signing_alg_values_supported", hasItems("EdDSA", "Ed25519", "ES256", "RS256"));
  }

  @Test
  void theKeySetHasOneKeyForEachRole() {
    when()
        .get("/.well-known/jwks.json")
        .then()
        .statusCode(200)
        .body("keys.kid", hasItems("1", "2"));
  }

  @Test
  void exchangesAreCountedByOutcome() {
    Call.byOrchestrator().send().statusCode(200);
    refused(Call.byOrchestrator().with("expires_in", "ten"), "parameter_invalid");
    when()
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("deputy_exchanges_total{outcome=\"issued\"}"))
        .body(containsString("deputy_exchanges_total{outcome=\"parameter_invalid\"}"));
  }
}
