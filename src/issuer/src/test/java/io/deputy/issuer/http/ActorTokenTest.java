package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.deputy.chain.Holder;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who will hold the token, where it says so itself: an identity, and nothing else. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class ActorTokenTest {
  private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
  private static final String DELEGATION = "urn:deputy:params:oauth:token-type:biscuit";

  /** The courier delegates to whoever {@code actorToken} is. */
  private static Call byCourier(String actorToken) {
    String token = Call.first("courier", Acme.COURIER, Acme.alice("courier")).token();
    return Call.next("courier", Acme.COURIER, token, "")
        .with("actor_token", actorToken)
        .with("actor_token_type", JWT);
  }

  private static Call byCourier(Jwt actorToken) {
    return byCourier(actorToken.compact());
  }

  private static Jwt orchestrators() {
    return Acme.actorToken("orchestrator", Acme.ORCHESTRATOR_OTHER);
  }

  private static Holder holder(Call call) throws Exception {
    return UnverifiedChain.read(TokenText.read(call.token())).last().holder();
  }

  private static void refused(Call call, String reason) {
    call.send()
        .statusCode(400)
        .body("error", equalTo("invalid_request"))
        .body("reason", equalTo(reason));
  }

  private static void invalid(Jwt actorToken) {
    refused(byCourier(actorToken), "actor_token_invalid");
  }

  @Test
  void theChildIsBoundToTheKeyThatSignedTheActorToken() throws Exception {
    assertThat(holder(byCourier(orchestrators())))
        .isEqualTo(new Holder("orchestrator", Acme.ORCHESTRATOR_OTHER.thumbprint()));
  }

  @Test
  void theChildIsBoundToTheKeyThatTheActorTokenConfirms() throws Exception {
    Jwt byThumbprint =
        orchestrators().with("cnf", Map.of("jkt", Acme.EPHEMERAL.thumbprint().toString()));
    Jwt byKey = orchestrators().with("cnf", Map.of("jwk", Acme.EPHEMERAL.jwk().toJSONObject()));
    for (Jwt actorToken : List.of(byThumbprint, byKey)) {
      Call call = byCourier(actorToken);
      String child = call.token();
      assertThat(DpopTest.boundTo(child)).isEqualTo(Acme.EPHEMERAL.thumbprint());
      Call next = Call.next("orchestrator", Acme.ORCHESTRATOR, child, "researcher");
      refused(next, "holder_key_mismatch");
      assertThat(holder(next.proving(Acme.EPHEMERAL)).agent()).isEqualTo("researcher");
    }
  }

  @Test
  void amongTheKeysOfTheActorOneCanStillBeChosen() throws Exception {
    Call call = byCourier(orchestrators());
    assertThat(holder(call.with("req_cnf", Acme.ORCHESTRATOR.thumbprint().toString())).key())
        .isEqualTo(Acme.ORCHESTRATOR.thumbprint());
    refused(
        byCourier(orchestrators()).with("req_cnf", Acme.COURIER.thumbprint().toString()),
        "actor_key_unknown");
  }

  @Test
  void anActorTokenOfAnotherAgentThanAskedForIsRefused() {
    refused(
        byCourier(orchestrators()).with("requested_actor", "researcher"), "actor_token_mismatch");
  }

  @Test
  void anActorThatTheCallerMayNotDelegateToIsRefused() {
    byCourier(Acme.actorToken("summarizer", Acme.SUMMARIZER))
        .send()
        .statusCode(400)
        .body("error", equalTo("unauthorized_client"))
        .body("reason", equalTo("actor_not_allowed"));
  }

  @Test
  void anActorTokenCountsOnce() {
    Jwt actorToken = orchestrators();
    byCourier(actorToken).token();
    refused(byCourier(actorToken), "actor_token_replayed");
  }

  /** Splicing: a token of another chain says what its holder may do, never who somebody is. */
  @Test
  void aDelegationTokenOfAnotherChainAsActorTokenIsRefused() {
    String other = Call.byOrchestrator().token();
    refused(byCourier(other), "actor_token_is_delegation");
    refused(byCourier(other).with("actor_token_type", DELEGATION), "actor_token_is_delegation");
  }

  @Test
  void theSubjectTokenItselfAsActorTokenIsRefused() {
    String token = Call.byOrchestrator().token();
    refused(
        Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher")
            .with("actor_token", token)
            .with("actor_token_type", DELEGATION),
        "actor_token_is_delegation");
  }

  /** Whoever is given one could otherwise be the agent, or name it, with it. */
  @Test
  void anActorTokenIsNoClientAssertionAndTheOtherWayAround() {
    Call.byOrchestrator()
        .assertedBy(Acme.actorToken("orchestrator", Acme.ORCHESTRATOR))
        .send()
        .statusCode(401)
        .body("reason", equalTo("client_assertion_invalid"));
    invalid(Acme.assertion("orchestrator", Acme.ORCHESTRATOR));
  }

  @Test
  void aUsersTokenAsActorTokenIsRefused() {
    invalid(Acme.alice("courier"));
  }

  @Test
  void anActorTokenThatIsNotTheAgentsOwnOrNotForUsIsRefused() {
    invalid(orchestrators().reallySignedBy(Acme.ATTACKER));
    invalid(orchestrators().with("sub", "nobody").with("iss", "nobody"));
    invalid(orchestrators().with("iss", "courier"));
    invalid(orchestrators().with("aud", "https://other.example"));
    invalid(orchestrators().with("aud", List.of(Acme.ISSUER, "https://other.example")));
    invalid(orchestrators().at("exp", Instant.now().minusSeconds(1)));
    invalid(orchestrators().at("exp", Instant.now().plusSeconds(400)));
    invalid(orchestrators().without("jti"));
    refused(byCourier("not a token"), "actor_token_invalid");
  }

  @Test
  void aConfirmationThatCannotBeHonouredIsRefused() {
    invalid(orchestrators().with("cnf", Map.of("jkt", Acme.RESEARCHER.thumbprint().toString())));
    invalid(orchestrators().with("cnf", Map.of("jkt", "")));
    invalid(orchestrators().with("cnf", Map.of("x5t#S256", "abc")));
    invalid(orchestrators().with("cnf", Map.of()));
    invalid(
        orchestrators()
            .with(
                "cnf",
                Map.of(
                    "jkt", Acme.EPHEMERAL.thumbprint().toString(),
                    "jwk", Acme.EPHEMERAL.jwk().toJSONObject())));
  }

  @Test
  void tokenAndTypeComeTogetherOrNotAtAll() {
    refused(byCourier(orchestrators()).without("actor_token_type"), "parameter_missing");
    refused(byCourier(orchestrators()).without("actor_token"), "parameter_invalid");
    refused(
        byCourier(orchestrators())
            .with("actor_token_type", "urn:ietf:params:oauth:token-type:saml2"),
        "token_type_unsupported");
  }

  @Test
  void aWorkloadWithASpiffeIdIsTheAgentThatTheDirectorySays() throws Exception {
    assertThat(holder(byCourier(Acme.svid("researcher"))))
        .isEqualTo(new Holder("researcher", Acme.RESEARCHER.thumbprint()));
    Jwt confirming =
        Acme.svid("researcher").with("cnf", Map.of("jwk", Acme.EPHEMERAL.jwk().toJSONObject()));
    assertThat(holder(byCourier(confirming)))
        .isEqualTo(new Holder("researcher", Acme.EPHEMERAL.thumbprint()));
  }

  @Test
  void anSvidThatDoesNotVerifyOrIsNotForUsIsRefused() {
    Jwt svid = Acme.svid("researcher");
    invalid(svid.reallySignedBy(Acme.COURIER));
    invalid(svid.with("aud", "https://other.example"));
    invalid(svid.without("aud"));
    invalid(svid.without("exp"));
    invalid(svid.at("exp", Instant.now().minusSeconds(1)));
    invalid(svid.with("sub", "spiffe://other.example/researcher"));
    invalid(Acme.svid("orchestrator"));
    refused(byCourier(svid).with("requested_actor", "orchestrator"), "actor_token_mismatch");
  }

  @Test
  void whoeverWillHoldTheTokenItselfIsBoundToTheKeyOfItsProof() throws Exception {
    Call both =
        Call.byOrchestrator()
            .with("actor_token_type", JWT)
            .with("actor_token", orchestrators().compact());
    assertThat(holder(both.proving(Acme.ORCHESTRATOR)).key())
        .isEqualTo(Acme.ORCHESTRATOR.thumbprint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"orchestrator", "researcher"})
  void atTheFirstHopTheActorIsTheCaller(String agent) {
    Call call =
        Call.byOrchestrator()
            .with("actor_token_type", JWT)
            .with(
                "actor_token",
                agent.equals("researcher")
                    ? Acme.svid(agent).compact()
                    : orchestrators().compact());
    if (agent.equals("orchestrator")) {
      call.token();
    } else {
      call.send().statusCode(400).body("reason", equalTo("actor_not_allowed"));
    }
  }
}
