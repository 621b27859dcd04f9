package io.deputy.issuer.http;

import static org.hamcrest.Matchers.equalTo;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Tokens that are bound to no key: only of agents whose registration says so. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class BearerTest {
  private static Call first() {
    return Call.first("courier", Acme.COURIER, Acme.alice("courier"));
  }

  private static void refused(Call call, String error, String reason) {
    call.send().statusCode(400).body("error", equalTo(error)).body("reason", equalTo(reason));
  }

  @Test
  void aBoundParentGetsNoBearerChildUnlessItsRegistrationAllows() {
    String bound = Call.byOrchestrator().token();
    refused(
        Call.next("orchestrator", Acme.ORCHESTRATOR, bound, "researcher").with("req_cnf", "bearer"),
        "unauthorized_client",
        "bearer_not_allowed");
    Call.next("courier", Acme.COURIER, first().token(), "researcher")
        .with("req_cnf", "bearer")
        .send()
        .statusCode(200)
        .body("token_type", equalTo("Bearer"));
  }

  @Test
  void aFirstHopIsBearerOnlyIfTheCallersRegistrationAllows() {
    refused(
        Call.byOrchestrator().with("req_cnf", "bearer"),
        "unauthorized_client",
        "bearer_not_allowed");
    first().with("req_cnf", "bearer").send().statusCode(200).body("token_type", equalTo("Bearer"));
  }

  @Test
  void unlessItIsAskedForEveryTokenIsBound() {
    first().send().statusCode(200).body("token_type", equalTo("DPoP"));
  }

  @Test
  void aBearerTokenIsExtendedByItsHolderAloneAndItsChildrenAreBound() {
    String bearer =
        Call.next("courier", Acme.COURIER, first().token(), "orchestrator")
            .with("req_cnf", "bearer")
            .token();
    refused(
        Call.next("courier", Acme.COURIER, bearer, "researcher"),
        "invalid_request",
        "caller_not_holder");
    Call next = Call.next("orchestrator", Acme.ORCHESTRATOR_OTHER, bearer, "researcher");
    next.send().statusCode(200).body("token_type", equalTo("DPoP"));
    refused(next.with("req_cnf", "bearer"), "unauthorized_client", "bearer_not_allowed");
  }
}
