package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class ReplayEndpointTest {
  private static String path(String chain) {
    return "/audit/chains/" + chain + "/replay";
  }

  @Test
  void aChainIsAsRecorded() {
    Delegated delegated = Delegated.from("audited");
    Admin.auditing()
        .post(path(delegated.first().chain()))
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("chain", equalTo(delegated.first().chain()))
        .body("outcome", equalTo("same"))
        .body("hops", equalTo(3))
        .body("findings", empty());
  }

  /** {@code -Ddeputy.replay.chains=500} for more, {@code -Ddeputy.replay.seed} for others. */
  @Test
  void whateverIsExchangedIsAsRecorded() {
    long seed = Long.getLong("deputy.replay.seed", 7);
    Random random = new Random(seed);
    for (int i = 0; i < Integer.getInteger("deputy.replay.chains", 8); i++) {
      String chain = RandomChain.grow(random, "chance " + seed + " " + i);
      assertThat(Admin.auditing().post(path(chain)).asString())
          .as("seed %d, chain %d", seed, i)
          .startsWith("{\"chain\":\"" + chain + "\",\"outcome\":\"same\",");
    }
  }

  @Test
  void whatChangedSinceIsToldForToday() {
    Delegated delegated = Delegated.from("audited today");
    String chain = delegated.first().chain();
    Instant minted = Instant.now();
    TokenForm.revocation(Acme.operator())
        .with("hop", delegated.second().hop())
        .send()
        .statusCode(200);
    Admin.auditing()
        .post(path(chain) + "?today=true")
        .then()
        .statusCode(200)
        .body("outcome", equalTo("same"))
        .body(
            "standings.hop",
            contains(delegated.first().hop(), delegated.second().hop(), delegated.third().hop()))
        .body("standings[0].against", empty())
        .body("standings[1].against", contains(startsWith("revocation ")))
        .body("standings[2].against", contains(startsWith("revocation ")));
    Admin.auditing()
        .post(path(chain) + "?as_of=" + minted)
        .then()
        .statusCode(200)
        .body("standings", hasSize(3))
        .body("standings.against.flatten()", empty());
  }

  @Test
  void onlyWhoeverMayReadTheRecordGetsIt() {
    String chain = Delegated.from("not for everybody").first().chain();
    given()
        .post(path(chain))
        .then()
        .statusCode(401)
        .body("reason", equalTo("operator_token_missing"));
    Admin.olivia()
        .post(path(chain))
        .then()
        .statusCode(403)
        .body("reason", equalTo("operator_scope_insufficient"));
  }

  @Test
  void whatIsNotOnRecordIsNotThere() {
    Admin.auditing()
        .post(path(UUID.randomUUID().toString()))
        .then()
        .statusCode(404)
        .body("reason", equalTo("entry_unknown"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?today=false", "?today=true&as_of=x", "?as_of=yesterday", "?x=y"})
  void whatIsNotSaidPlainlyIsRefused(String query) {
    Admin.auditing()
        .post(path(UUID.randomUUID().toString()) + query)
        .then()
        .statusCode(400)
        .body("reason", equalTo("parameter_invalid"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1-1-1-1-1", "00000000-0000-0000-0000-00000000000g"})
  void whatIsNoChainIsRefused(String id) {
    Admin.auditing()
        .post(path(id))
        .then()
        .statusCode(400)
        .body("reason", equalTo("parameter_invalid"));
  }
}
