package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a first hop is refused for, each with its reason. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class FirstHopRefusalsTest {
  private static Call with(Jwt jwt) {
    return Call.first("orchestrator", Acme.ORCHESTRATOR, jwt);
  }

  private static Jwt alice() {
    return Acme.alice("orchestrator");
  }

  private static ValidatableResponse refused(Call call, String error, String reason) {
    return call.send()
        .statusCode(400)
        .header("Cache-Control", "no-store")
        .body("error", equalTo(error))
        .body("reason", equalTo(reason));
  }

  private static void refused(Call call, String reason) {
    refused(call, "invalid_request", reason);
  }

  @Test
  void everyAlgorithmOnTheListIsAccepted() {
    for (AcmeKey key : List.of(Acme.IDP_RSA, Acme.IDP_P256, Acme.IDP_ED25519)) {
      Jwt jwt =
          alice()
              .header("alg", key.algorithm())
              .header("kid", key.jwk().getKeyID())
              .reallySignedBy(key);
      with(jwt).send().statusCode(200);
    }
  }

  @Test
  void algorithmNoneIsRefused() {
    String input = alice().header("alg", "none").signingInput();
    refused(
        Call.first("orchestrator", Acme.ORCHESTRATOR, input + "."), "subject_algorithm_refused");
  }

  @Test
  void anHmacWithThePublicKeyIsRefused() {
    refused(with(alice().header("alg", "HS256")), "subject_algorithm_refused");
  }

  @Test
  void anAlgorithmThatDoesNotFitTheKeyIsRefused() {
    refused(with(alice().header("alg", "RS256")), "subject_algorithm_refused");
  }

  @Test
  void aSignatureByAnotherKeyIsRefused() {
    refused(with(alice().reallySignedBy(Acme.ATTACKER)), "subject_signature_invalid");
  }

  @Test
  void aKeyInTheTokensOwnHeaderIsNotTrusted() {
    refused(
        with(
            alice()
                .header("jwk", Map.of("kty", "OKP", "crv", "Ed25519", "x", "AAAA"))
                .reallySignedBy(Acme.ATTACKER)),
        "subject_signature_invalid");
  }

  @Test
  void alteredClaimsAreRefused() {
    String[] parts = alice().compact().split("\\.", -1);
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("alice", "admin");
    parts[1] =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    refused(
        Call.first("orchestrator", Acme.ORCHESTRATOR, String.join(".", parts)),
        "subject_signature_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a.b", "a.b.c", "eyJhbGciOiJFZERTQSJ9.e30.", "é.é.é"})
  void whatIsNoJwtIsRefused(String text) {
    Call.first("orchestrator", Acme.ORCHESTRATOR, text)
        .send()
        .statusCode(400)
        .body("error", equalTo("invalid_request"))
        .body("reason", containsString("subject_"));
  }

  @Test
  void aCriticalHeaderParameterIsRefused() {
    refused(with(alice().header("crit", List.of("exp"))), "subject_token_malformed");
  }

  @Test
  void anotherKindOfJwtIsRefused() {
    refused(with(alice().header("typ", "logout+jwt")), "subject_token_malformed");
  }

  @Test
  void anIssuerThatIsNotListedIsRefused() {
    refused(with(alice().with("iss", "https://evil.example")), "subject_issuer_untrusted");
  }

  @Test
  void anotherAudienceIsRefused() {
    refused(with(alice().with("aud", "https://other.example")), "subject_audience_mismatch");
  }

  @Test
  void aTokenThatExpiredASecondAgoIsRefused() {
    refused(with(alice().at("exp", Instant.now().minusSeconds(1))), "subject_expired");
  }

  @Test
  void aTokenThatIsNotYetValidIsRefused() {
    refused(with(alice().at("nbf", Instant.now().plusSeconds(60))), "subject_not_yet_valid");
  }

  @Test
  void anotherClientsCopyOfATokenIsRefused() {
    refused(with(Acme.alice("researcher")), "subject_not_for_caller");
  }

  @Test
  void aTokenThatNamesNoClientIsRefused() {
    refused(with(alice().without("azp")), "subject_claim_invalid");
  }

  @Test
  void aMalformedMayActIsRefusedAlthoughAnotherClaimNamesTheCaller() {
    refused(with(alice().with("may_act", "orchestrator")), "subject_claim_invalid");
  }

  @Test
  void aMayActForSomebodyElseIsRefusedAlthoughAnotherClaimNamesTheCaller() {
    refused(with(alice().with("may_act", Map.of("sub", "researcher"))), "subject_not_for_caller");
  }

  @Test
  void aTokenThatNeverExpiresIsRefused() {
    refused(with(alice().without("exp")), "subject_claim_invalid");
  }

  @Test
  void malformedGroupsAreRefused() {
    refused(with(alice().with("groups", Map.of("engineering", true))), "subject_claim_invalid");
  }

  @Test
  void aSubjectThatCannotBeRecordedIsRefused() {
    refused(with(alice().with("sub", "alice\u0000")), "subject_claim_invalid");
  }

  @Test
  void anIssuerWhoseKeysCannotBeHadLetsNobodyIn() {
    with(alice().with("iss", Acme.DARK_IDP))
        .send()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("error", equalTo("temporarily_unavailable"))
        .body("reason", equalTo("issuer_keys_unavailable"));
  }

  @Test
  void rightsBeyondTheTokensOwnScopeAreRefusedWithACounterExample() {
    refused(
            with(alice()).with("authorization_details", Acme.REPORTS),
            "invalid_authorization_details",
            "rights_exceed_user_token")
        .body("counter_example", notNullValue());
  }

  @Test
  void aTokenWithoutScopeGivesNoRights() {
    refused(
        with(alice().without("scope")),
        "invalid_authorization_details",
        "rights_exceed_user_token");
  }

  @Test
  void anUnknownScopeGivesNoRights() {
    refused(
        with(alice().with("scope", "openid profile")),
        "invalid_authorization_details",
        "rights_exceed_user_token");
  }

  @Test
  void rightsBeyondTheUsersGrantsAreRefusedWithACounterExample() {
    refused(
            with(alice().with("scope", "issues:write issues:search"))
                .with("authorization_details", Acme.ANY_REPOSITORY),
            "invalid_authorization_details",
            "rights_exceed_user")
        .body("counter_example.name", equalTo("search_issues"));
  }

  @Test
  void aUserWithoutTheGroupHasNoRights() {
    refused(with(alice().without("groups")), "invalid_authorization_details", "rights_exceed_user");
  }

  @Test
  void aGroupOfAnotherIssuerGivesNothing() {
    Jwt jwt = alice().with("iss", Acme.PLAIN_IDP).with("may_act", Map.of("sub", "orchestrator"));
    refused(with(jwt), "invalid_authorization_details", "rights_exceed_user");
  }

  @Test
  void rightsBeyondTheAgentsCeilingAreRefused() {
    Jwt jwt =
        alice()
            .with("iss", Acme.PLAIN_IDP)
            .with("sub", "carol")
            .with("may_act", Map.of("sub", "researcher"));
    refused(
        Call.first("researcher", Acme.RESEARCHER, jwt).with("authorization_details", Acme.REPORTS),
        "invalid_authorization_details",
        "rights_exceed_agent");
  }

  @Test
  void excessIsNarrowedIfThatIsAskedFor() {
    with(alice())
        .with("authorization_details", Acme.ANY_REPOSITORY)
        .with("on_excess", "narrow")
        .send()
        .statusCode(200)
        .body("authorization_details[0].arguments.'/repo'.prefix", equalTo("acme/"));
  }

  @Test
  void narrowingToNothingIsRefused() {
    refused(
        with(alice()).with("authorization_details", Acme.REPORTS).with("on_excess", "narrow"),
        "invalid_authorization_details",
        "rights_empty");
  }

  @Test
  void anEmptyListOfRightsIsRefused() {
    refused(
        with(alice()).with("authorization_details", "[]"),
        "invalid_authorization_details",
        "rights_empty");
  }

  @Test
  void moreCapabilitiesThanCanBeDecidedAreRefused() {
    String one = Acme.SEARCH.substring(1, Acme.SEARCH.length() - 1);
    refused(
        with(alice()).with("authorization_details", "[" + one + ("," + one).repeat(64) + "]"),
        "invalid_authorization_details",
        "decision_limit");
  }

  @Test
  void anUnknownTypeIsRefused() {
    refused(
        with(alice()).with("authorization_details", "[{\"type\":\"mail\"}]"),
        "invalid_authorization_details",
        "type_unknown");
  }

  @Test
  void anUnknownDimensionIsRefused() {
    refused(
        with(alice())
            .with("authorization_details", Acme.REPORTS.replace("\"query\"", "\"fragment\"")),
        "invalid_authorization_details",
        "dimension_unknown");
  }

  @Test
  void anUnknownConstraintIsRefused() {
    refused(
        with(alice()).with("authorization_details", Acme.REPORTS.replace("prefix", "glob")),
        "invalid_authorization_details",
        "constraint_unknown");
  }

  @Test
  void anotherActorAtTheFirstHopIsRefused() {
    refused(
        with(alice()).with("requested_actor", "researcher"),
        "unauthorized_client",
        "actor_not_allowed");
  }

  @Test
  void aLifeBeyondTheUsersTokenIsRefused() {
    refused(with(alice()).with("expires_in", "1000"), "lifetime_exceeded");
  }

  @Test
  void aGatewayThatIsNotRegisteredIsRefused() {
    refused(with(alice()).with("audience", "nowhere"), "invalid_target", "audience_unknown");
  }

  @Test
  void aDepthBeyondTheAgentsIsRefused() {
    refused(with(alice()).with("max_depth", "5"), "depth_exceeded");
  }

  @Test
  void scopesOfTheDirectoryStandForTheirRights() {
    with(alice())
        .without("authorization_details")
        .with("scope", "issues:write")
        .send()
        .statusCode(200)
        .body("scope", equalTo("issues:write"))
        .body("authorization_details[0].names", hasItem("create_issue"));
  }

  @Test
  void aScopeThatIsNotDefinedIsRefused() {
    refused(
        with(alice()).without("authorization_details").with("scope", "everything"),
        "invalid_scope",
        "scope_unknown");
  }

  @Test
  void theGatewaysThatGuardTheServersAreTheDefaultAudience() throws Exception {
    String token = with(alice()).token();
    assertThat(UnverifiedChain.read(TokenText.read(token)).last().audience())
        .containsExactly("mcp-gateway", "spare-gateway");
  }
}
