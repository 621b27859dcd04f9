package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An agent that asks too often waits, and nobody else does. */
@QuarkusTest
@QuarkusTestResource(
    value = RunningIssuer.class,
    restrictToAnnotatedClass = true,
    initArgs = {
      @ResourceArg(name = "deputy.limits.agent-per-second", value = "1"),
      @ResourceArg(name = "deputy.console.issuer", value = "")
    })
class RateLimitTest {
  /** Here, since it takes an issuer with other settings than the other tests' as well. */
  @Test
  void withoutALoginThereIsNoConsole() {
    for (String path :
        List.of(
            "/console",
            "/console/",
            "/console/console.css",
            "/console/decisions",
            "/console/login",
            "/%63onsole",
            "/./console")) {
      given().urlEncodingEnabled(false).get(path).then().statusCode(404).body(emptyString());
    }
    given().post("/console/revoke").then().statusCode(404);
  }

  @Test
  void anAgentThatAsksTooOftenWaits_andOthersDoNot() {
    String token = Call.byOrchestrator().token();
    String researchers = Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher").token();
    // Whoever cannot prove to be the agent does not use up what is the agent's.
    for (int i = 0; i < 20; i++) {
      Call.byOrchestrator()
          .assertedBy(Acme.assertion("researcher", Acme.ATTACKER))
          .send()
          .statusCode(401);
    }
    int limited = 0;
    for (int i = 0; i < 30 && limited == 0; i++) {
      var answer = Call.byOrchestrator().send();
      if (answer.extract().statusCode() == 429) {
        limited++;
        answer
            .header("Retry-After", equalTo("1"))
            .header("Cache-Control", equalTo("no-store"))
            .body("error", equalTo("temporarily_unavailable"))
            .body("reason", equalTo("rate_limited"));
      }
    }
    assertThat(limited).isEqualTo(1);
    Call.next("researcher", Acme.RESEARCHER, researchers, "summarizer")
        .without("scope")
        .with("authorization_details", Acme.SEARCH)
        .send()
        .statusCode(200);
  }
}
