package io.deputy.issuer.http;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.deputy.Bytes;
import io.deputy.chain.TokenText;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

/** What a next hop is refused for, each with its reason. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class NextHopRefusalsTest {
  private static Call toResearcher(String token) {
    return Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher");
  }

  private static ValidatableResponse refused(Call call, String error, String reason) {
    return call.send()
        .statusCode(400)
        .body("error", equalTo(error))
        .body("reason", equalTo(reason));
  }

  private static void refused(Call call, String reason) {
    refused(call, "invalid_request", reason);
  }

  @Test
  void aCallerThatIsNotTheHolderIsRefused() {
    String token = Call.byOrchestrator().token();
    refused(Call.next("researcher", Acme.RESEARCHER, token, "summarizer"), "caller_not_holder");
  }

  @Test
  void aHolderThatProvesAnotherOfItsKeysIsRefused() {
    String token = Call.byOrchestrator().token();
    refused(
        Call.next("orchestrator", Acme.ORCHESTRATOR_OTHER, token, "researcher"),
        "holder_key_mismatch");
  }

  @Test
  void theKeyThatATokenIsBoundToCanBeChosenAmongTheActorsOwn() {
    String token =
        Call.byOrchestrator()
            .with("req_cnf", Acme.ORCHESTRATOR_OTHER.thumbprint().toString())
            .token();
    refused(toResearcher(token), "holder_key_mismatch");
    Call.next("orchestrator", Acme.ORCHESTRATOR_OTHER, token, "researcher").token();
  }

  @Test
  void aKeyThatIsNotTheActorsOwnIsRefused() {
    String token = Call.byOrchestrator().token();
    refused(
        toResearcher(token).with("req_cnf", Acme.ATTACKER.thumbprint().toString()),
        "actor_key_unknown");
    refused(
        toResearcher(token).with("req_cnf", Acme.ORCHESTRATOR.thumbprint().toString()),
        "actor_key_unknown");
  }

  @Test
  void anActorThatIsNotRegisteredIsRefused() {
    String token = Call.byOrchestrator().token();
    refused(Call.next("orchestrator", Acme.ORCHESTRATOR, token, "nobody"), "actor_unknown");
  }

  @Test
  void aDisabledActorIsRefused() {
    String token = Call.byOrchestrator().token();
    refused(Call.next("orchestrator", Acme.ORCHESTRATOR, token, "retired"), "actor_disabled");
  }

  @Test
  void anActorThatTheCallerMayNotDelegateToIsRefused() {
    String token = Call.byOrchestrator().token();
    refused(
        Call.next("orchestrator", Acme.ORCHESTRATOR, token, "summarizer"),
        "unauthorized_client",
        "actor_not_allowed");
  }

  @Test
  void anAgentMayAlwaysDelegateToItself() {
    String token = Call.byOrchestrator().token();
    toResearcher(token).without("requested_actor").send().statusCode(200).body("depth", equalTo(1));
  }

  @Test
  void aHopBeyondTheDepthThatAnAncestorAllowedIsRefused() {
    String token = Call.byOrchestrator().with("max_depth", "0").token();
    refused(toResearcher(token), "depth_exceeded");
  }

  @Test
  void aDepthBeyondTheParentsIsRefused() {
    String token = Call.byOrchestrator().with("max_depth", "1").token();
    refused(toResearcher(token).with("max_depth", "2"), "depth_exceeded");
  }

  @Test
  void aDepthBelowTheHopItselfIsRefused() {
    String token = Call.byOrchestrator().token();
    refused(toResearcher(token).with("max_depth", "0"), "parameter_invalid");
  }

  @Test
  void aLifeBeyondTheParentsIsRefused() {
    String token = Call.byOrchestrator().with("expires_in", "60").token();
    refused(toResearcher(token).with("expires_in", "62"), "lifetime_exceeded");
  }

  @Test
  void aLifeBeyondWhatTheActorMayHoldIsRefused() {
    String token = Call.byOrchestrator().token();
    refused(toResearcher(token).with("expires_in", "301"), "lifetime_exceeded");
  }

  @Test
  void aWidenedAudienceIsRefused() {
    String token = Call.byOrchestrator().with("audience", "mcp-gateway").token();
    refused(
        toResearcher(token)
            .repeating("audience", "mcp-gateway")
            .repeating("audience", "http-gateway"),
        "invalid_target",
        "audience_widened");
  }

  @Test
  void moreRightsThanTheParentsAreRefusedWithACounterExample() {
    String token = Call.byOrchestrator().with("authorization_details", Acme.SEARCH).token();
    refused(
            toResearcher(token).without("scope").with("authorization_details", Acme.ISSUES),
            "invalid_authorization_details",
            "rights_exceed_parent")
        .body(
            "error_description",
            startsWith("tools/call create_issue on https://mcp.acme.example/github"))
        .body("counter_example.name", equalTo("create_issue"))
        .body("counter_example.server", equalTo("https://mcp.acme.example/github"));
  }

  @Test
  void moreRightsThanTheActorMayHoldAreRefused() {
    String token = Call.byOrchestrator().token();
    String second = toResearcher(token).token();
    refused(
            Call.next("researcher", Acme.RESEARCHER, second, "summarizer"),
            "invalid_authorization_details",
            "rights_exceed_agent")
        .body("counter_example", notNullValue());
  }

  @Test
  void scopeAndDetailsTogetherAreAUnionAllOfWhichIsChecked() {
    String token = Call.byOrchestrator().token();
    refused(
        toResearcher(token).with("authorization_details", Acme.REPORTS),
        "invalid_authorization_details",
        "rights_exceed_parent");
  }

  @Test
  void anAlteredByteAnywhereIsRefused() throws Exception {
    byte[] token = TokenText.read(Call.byOrchestrator().token()).toArray();
    for (int at = 0; at < token.length; at += token.length / 20) {
      byte[] altered = token.clone();
      altered[at] ^= 0x01;
      toResearcher(TokenText.write(Bytes.of(altered)))
          .send()
          .statusCode(400)
          .body("error", equalTo("invalid_request"));
    }
  }

  @Test
  void aTokenOfSeventeenKibibytesIsRefused() {
    refused(toResearcher(TokenText.write(Bytes.of(new byte[17 << 10]))), "token_too_large");
  }

  @Test
  void whatIsNotBase64IsRefused() {
    refused(toResearcher("not a token"), "token_malformed");
  }

  @Test
  void aUsersTokenInTheGuiseOfADelegationTokenIsRefused() {
    refused(toResearcher(Acme.alice("orchestrator").compact()), "token_malformed");
  }
}
