package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.capability.Rights;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.json.RightsJson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator changes her mind between two hops: the directory of now counts. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class BreakGlassNowTest {
  private ObjectNode before;
  private String parent;

  @BeforeEach
  void aTokenThatMayDelete() {
    before = Admin.directory();
    parent =
        Call.first(
                "courier",
                Acme.COURIER,
                Acme.alice("courier")
                    .with("groups", List.of("engineering", "on-call"))
                    .with("scope", "repos:delete issues:write"))
            .without("authorization_details")
            .with("scope", "repos:delete issues:write")
            .with("purpose", "clean up")
            .token();
  }

  @AfterEach
  void restore() {
    Admin.restore(before);
  }

  private static void apply(ObjectNode directory) {
    Admin.put("/admin/directory", directory.toString(), "*").then().statusCode(200);
  }

  private Call next(String asked) {
    return Call.next("courier", Acme.COURIER, parent, "orchestrator")
        .without("scope")
        .with("authorization_details", asked)
        .with("purpose", "clean up");
  }

  private static void notGranted(Call call) {
    call.send().statusCode(400).body("reason", equalTo("break_glass_not_granted"));
  }

  @Test
  void aGrantThatIsNoBreakGlassGrantAnyMoreGivesNothing() {
    next(Acme.DELETE).send().statusCode(200);
    ObjectNode ordinary = before.deepCopy();
    ordinary.get("grants").forEach(g -> ((ObjectNode) g).remove("break_glass"));
    apply(ordinary);
    notGranted(next(Acme.DELETE));
  }

  @Test
  void whatIsMarkedSinceIsNotHandedOn() throws Exception {
    ObjectNode since = before.deepCopy();
    since
        .putObject("break_glass")
        .put("max_lifetime", "PT1M")
        .set("rights", Admin.tree("{\"r\":" + Acme.ISSUES + "}").get("r"));
    apply(since);
    notGranted(next(Acme.ISSUES));
    notGranted(next(Acme.SEARCH));
    String kept =
        Call.next("courier", Acme.COURIER, parent, "orchestrator")
            .with("purpose", "clean up")
            .send()
            .statusCode(200)
            .extract()
            .asString();
    Rights rights = RightsJson.read(Admin.tree(kept).get("authorization_details").toString());
    assertThat(rights.sameAs(RightsJson.read(Acme.DELETE))).isTrue();
  }

  @Test
  void theShortestLifetimeIsThatOfNow() {
    ObjectNode shorter = before.deepCopy();
    ((ObjectNode) shorter.get("break_glass")).put("max_lifetime", "PT5S");
    apply(shorter);
    next(Acme.DELETE).send().statusCode(200).body("expires_in", equalTo(5));
  }
}
