package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.deputy.chain.Holder;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pull: a sub-agent asks for itself, with its parent's token and what its holder signed. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class ConsentTest {
  @Inject OwnerConnection database;

  private String parent;

  @BeforeEach
  void orchestratorsToken() {
    parent = Call.byOrchestrator().token();
  }

  private Jwt consent() {
    return Acme.consent("orchestrator", Acme.ORCHESTRATOR, parent, "researcher", Acme.RESEARCHER);
  }

  private static Call pull(String agent, AcmeKey key, String token, Jwt consent) {
    return Call.next(agent, key, token, "")
        .without("scope")
        .with("authorization_details", Acme.SEARCH)
        .with("consent", consent.compact());
  }

  private Call byResearcher(Jwt consent) {
    return pull("researcher", Acme.RESEARCHER, parent, consent);
  }

  private static ValidatableResponse refused(Call call, String reason) {
    return call.send().statusCode(400).body("reason", equalTo(reason));
  }

  @Test
  void whatTheHolderConsentedToCanBePulled() throws Exception {
    Jwt consent = consent();
    var answer = byResearcher(consent).send().statusCode(200).body("depth", equalTo(1)).extract();
    var last = UnverifiedChain.read(TokenText.read(answer.path("access_token"))).last();
    assertThat(last.holder()).isEqualTo(new Holder("researcher", Acme.RESEARCHER.thumbprint()));
    assertThat(
            database.ask(
                "SELECT concat_ws(' ', delegator, actor, consent) FROM hop WHERE id = '"
                    + answer.path("hop")
                    + "'"))
        .startsWith("orchestrator researcher " + consent.signingInput());
  }

  @Test
  void aKeyThatTheSubAgentProvesCanBeConsentedTo() throws Exception {
    Jwt consent =
        Acme.consent("orchestrator", Acme.ORCHESTRATOR, parent, "researcher", Acme.EPHEMERAL);
    refused(byResearcher(consent), "actor_key_unknown");
    String token = byResearcher(consent).proving(Acme.EPHEMERAL).token();
    assertThat(DpopTest.boundTo(token)).isEqualTo(Acme.EPHEMERAL.thumbprint());
  }

  @Test
  void aHolderOfAnUnregisteredKeyConsentsWithThatKey() {
    String courier = Call.first("courier", Acme.COURIER, Acme.alice("courier")).token();
    String token =
        Call.next("courier", Acme.COURIER, courier, "orchestrator")
            .with("actor_token_type", "urn:ietf:params:oauth:token-type:jwt")
            .with(
                "actor_token",
                Acme.actorToken("orchestrator", Acme.ORCHESTRATOR)
                    .with("cnf", Map.of("jkt", Acme.EPHEMERAL.thumbprint().toString()))
                    .compact())
            .token();
    Jwt byRegistered =
        Acme.consent("orchestrator", Acme.ORCHESTRATOR, token, "researcher", Acme.RESEARCHER);
    refused(pull("researcher", Acme.RESEARCHER, token, byRegistered), "consent_invalid");
    Jwt byBound =
        Acme.consent("orchestrator", Acme.EPHEMERAL, token, "researcher", Acme.RESEARCHER)
            .header("jwk", Acme.EPHEMERAL.jwk().toJSONObject());
    pull("researcher", Acme.RESEARCHER, token, byBound).token();
    Jwt byAnother =
        Acme.consent("orchestrator", Acme.ATTACKER, token, "researcher", Acme.RESEARCHER)
            .header("jwk", Acme.ATTACKER.jwk().toJSONObject());
    refused(pull("researcher", Acme.RESEARCHER, token, byAnother), "consent_invalid");
  }

  @Test
  void withoutConsentTheCallerIsNotTheHolder() {
    refused(byResearcher(consent()).without("consent"), "caller_not_holder");
  }

  @Test
  void aConsentCountsOnce() {
    Jwt consent = consent();
    byResearcher(consent).token();
    refused(byResearcher(consent), "consent_replayed").body("error", equalTo("invalid_request"));
  }

  @Test
  void aConsentForAnotherTokenIsRefused() {
    Call other = pull("researcher", Acme.RESEARCHER, Call.byOrchestrator().token(), consent());
    refused(other, "consent_mismatch");
  }

  @Test
  void aConsentForAnotherSubAgentIsRefused() {
    refused(pull("summarizer", Acme.SUMMARIZER, parent, consent()), "consent_mismatch");
    refused(byResearcher(consent()).with("requested_actor", "summarizer"), "consent_mismatch");
  }

  @Test
  void aConsentForAnotherKeyIsRefused() {
    refused(
        byResearcher(consent()).with("req_cnf", Acme.EPHEMERAL.thumbprint().toString()),
        "consent_mismatch");
    refused(byResearcher(consent()).with("req_cnf", "bearer"), "consent_mismatch");
    refused(byResearcher(consent().without("cnf")), "consent_invalid");
  }

  @Test
  void moreRightsThanConsentedToAreRefusedWithACounterExample() {
    refused(
            byResearcher(consent()).with("authorization_details", Acme.ISSUES),
            "rights_exceed_consent")
        .body("error", equalTo("invalid_authorization_details"))
        .body("counter_example.name", equalTo("create_issue"));
    byResearcher(consent())
        .with("authorization_details", Acme.ISSUES)
        .with("on_excess", "narrow")
        .send()
        .statusCode(200)
        .body("authorization_details[0].names", contains("search_issues"));
  }

  @Test
  void aConsentToMoreThanTheParentHasGivesNoMoreThanThat() {
    Jwt consent = consent().with("authorization_details", Acme.json(Acme.ANY_REPOSITORY));
    refused(
        byResearcher(consent).with("authorization_details", Acme.ANY_REPOSITORY),
        "rights_exceed_parent");
  }

  @Test
  void aConsentThatTheHolderDidNotSignWithTheKeyOfTheTokenIsRefused() {
    for (AcmeKey key : List.of(Acme.ORCHESTRATOR_OTHER, Acme.RESEARCHER, Acme.ATTACKER)) {
      refused(
          byResearcher(Acme.consent("orchestrator", key, parent, "researcher", Acme.RESEARCHER)),
          "consent_invalid");
    }
    refused(byResearcher(consent().reallySignedBy(Acme.ATTACKER)), "consent_invalid");
    refused(byResearcher(consent().with("iss", "researcher")), "consent_invalid");
  }

  @Test
  void aConsentThatIsNotForUsOrNotForNowIsRefused() {
    refused(byResearcher(consent().with("aud", "https://other.example")), "consent_invalid");
    refused(byResearcher(consent().at("exp", Instant.now().minusSeconds(1))), "consent_invalid");
    refused(byResearcher(consent().at("exp", Instant.now().plusSeconds(4000))), "consent_invalid");
    refused(byResearcher(consent().without("jti")), "consent_invalid");
    refused(byResearcher(consent().without("ath")), "consent_invalid");
    refused(byResearcher(consent().without("authorization_details")), "consent_invalid");
  }

  @Test
  void aJwtOfAnotherTypeIsNoConsent() {
    refused(byResearcher(consent().header("typ", "JWT")), "consent_invalid");
    Call.byOrchestrator().assertedBy(consent()).send().statusCode(401);
  }

  @Test
  void theHolderCannotConsentToWhomItMayNotDelegateTo() {
    Jwt consent =
        Acme.consent("orchestrator", Acme.ORCHESTRATOR, parent, "summarizer", Acme.SUMMARIZER);
    refused(pull("summarizer", Acme.SUMMARIZER, parent, consent), "actor_not_allowed");
  }

  @Test
  void aUsersTokenNeedsNoConsentAndTakesNone() {
    refused(Call.byOrchestrator().with("consent", consent().compact()), "parameter_invalid");
  }
}
