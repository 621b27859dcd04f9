package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attempts to have what the operator marked destructive without a grant that says so, without a
 * purpose, or for longer. {@code engineering} has all tools, {@code on-call} may delete.
 */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class BreakGlassTest {
  /** Two minutes, as the directory says. */
  private static final int MAX_SECONDS = 120;

  private static final String WHY = "the mirror of acme/site leaks customer data";
  private static final String NAMES = "authorization_details.names.flatten()";

  private static final String EVERYTHING = details("{\"wildcard\":true}");
  private static final String DELETE_AND_CREATE =
      details("[\"create_issue\",\"delete_branch\",\"delete_repository\"]");

  @Inject OwnerConnection database;

  private static String details(String names) {
    return "[{\"type\":\"mcp\",\"server\":\"https://mcp.acme.example/github\","
        + "\"methods\":[\"tools/call\"],\"names\":"
        + names
        + ",\"arguments\":{\"/repo\":{\"prefix\":\"acme/\"}},\"other_arguments\":\"allow\"}]";
  }

  /** Her token allows all that she asks for; her grants need not. */
  private static Jwt alice(String agent, String allowed, String... groups) {
    return Acme.alice(agent)
        .with("groups", List.of(groups))
        .without("scope")
        .with("authorization_details", Acme.json(allowed));
  }

  private static Call first(String asked, String... groups) {
    return Call.first("courier", Acme.COURIER, alice("courier", EVERYTHING, groups))
        .with("authorization_details", asked);
  }

  private static Call onCall(String asked) {
    return first(asked, "engineering", "on-call");
  }

  private static Call next(String token, String asked) {
    return Call.next("courier", Acme.COURIER, token, "orchestrator")
        .without("scope")
        .with("authorization_details", asked);
  }

  private static String parent() {
    return onCall(DELETE_AND_CREATE)
        .with("on_excess", "narrow")
        .with("purpose", WHY)
        .send()
        .statusCode(200)
        .body(NAMES, contains("create_issue", "delete_repository"))
        .extract()
        .path("access_token");
  }

  private static ValidatableResponse refused(Call call, String reason) {
    return call.send().statusCode(400).body("reason", equalTo(reason));
  }

  private static void notGranted(Call call) {
    refused(call, "break_glass_not_granted")
        .body("error", equalTo("invalid_authorization_details"));
  }

  private static void ordinaryOnly(Call call) {
    call.send().statusCode(200).body(NAMES, contains("create_issue"));
  }

  @Test
  void whoIsGrantedItAndSaysWhatForHasItForAShortTimeAndOnRecord() throws Exception {
    var answer =
        onCall(Acme.DELETE)
            .with("purpose", WHY)
            .send()
            .statusCode(200)
            .body(NAMES, contains("delete_repository"))
            .body("expires_in", equalTo(MAX_SECONDS))
            .extract();
    assertThat(database.ask("SELECT purpose FROM hop WHERE id = '" + answer.path("hop") + "'"))
        .isEqualTo(WHY);
  }

  @Test
  void theLifetimeCannotBeLonger() {
    Call call = onCall(Acme.DELETE).with("purpose", WHY);
    refused(call.with("expires_in", "" + (MAX_SECONDS + 1)), "lifetime_exceeded");
    call.with("expires_in", "60").send().statusCode(200).body("expires_in", equalTo(60));
    onCall(Acme.ISSUES)
        .with("purpose", WHY)
        .send()
        .statusCode(200)
        .body("expires_in", not(lessThanOrEqualTo(MAX_SECONDS)));
  }

  @Test
  void withoutAPurposeItIsRefused() {
    refused(onCall(Acme.DELETE), "purpose_required").body("error", equalTo("invalid_request"));
    refused(onCall(Acme.DELETE).with("purpose", ""), "purpose_required");
    refused(onCall(Acme.DELETE).with("on_excess", "narrow"), "purpose_required");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a\nb", "a\u001b[2Jb", "\u202egnorw", "a\u2028b", "a\u0085b"})
  void aPurposeThatCannotBeShownAsItIsIsNone(String purpose) {
    refused(onCall(Acme.DELETE).with("purpose", purpose), "parameter_invalid");
  }

  @Test
  void anOrdinaryGrantOfAllToolsDoesNotBringIt() {
    Call call = first(Acme.DELETE, "engineering").with("purpose", WHY);
    notGranted(call);
    refused(call, "break_glass_not_granted")
        .body("counter_example.name", equalTo("delete_repository"));
    notGranted(call.with("on_excess", "narrow"));
    notGranted(call.with("authorization_details", EVERYTHING));
    notGranted(call.with("authorization_details", DELETE_AND_CREATE));
  }

  @Test
  void aGrantOfOneDoesNotBringAnother() {
    notGranted(onCall(details("[\"delete_branch\"]")).with("purpose", WHY));
    notGranted(onCall(DELETE_AND_CREATE).with("purpose", WHY));
    notGranted(onCall(EVERYTHING).with("purpose", WHY));
  }

  @Test
  void narrowingTakesItAwayAndKeepsTheRest() {
    ordinaryOnly(first(DELETE_AND_CREATE, "engineering").with("on_excess", "narrow"));
  }

  /** "All tools but two" leaves out calls without a name, which no constraint can say. */
  @Test
  void whatCannotBeNarrowedToRightsIsRefused() {
    notGranted(first(EVERYTHING, "engineering").with("on_excess", "narrow"));
  }

  @Test
  void aScopeDoesNotBringIt() {
    Jwt ordinary = Acme.alice("courier").with("scope", "repos:delete issues:write");
    Call call =
        Call.first("courier", Acme.COURIER, ordinary)
            .without("authorization_details")
            .with("scope", "repos:delete");
    notGranted(call.with("purpose", WHY));
    Call onCall =
        call.with(
            "subject_token", ordinary.with("groups", List.of("engineering", "on-call")).compact());
    refused(onCall, "purpose_required");
    onCall
        .with("purpose", WHY)
        .send()
        .statusCode(200)
        .body(NAMES, contains("delete_repository"))
        .body("expires_in", equalTo(MAX_SECONDS));
  }

  @Test
  void everythingDoesNotMeanIt() {
    Call same = onCall(Acme.DELETE).without("authorization_details").with("scope", "deputy:same");
    same.with("purpose", WHY)
        .send()
        .statusCode(200)
        .body("authorization_details", hasSize(1))
        .body(
            "authorization_details[0].names.not_one_of",
            contains("delete_branch", "delete_repository"))
        .body("expires_in", not(lessThanOrEqualTo(MAX_SECONDS)));
    Call onlyThat =
        same.with(
            "subject_token", alice("courier", Acme.DELETE, "engineering", "on-call").compact());
    refused(onlyThat.with("purpose", WHY), "rights_empty");
  }

  @Test
  void aChildHasItOnlyIfItAsksAndSaysWhatFor() throws Exception {
    String parent = parent();
    ordinaryOnly(Call.next("courier", Acme.COURIER, parent, "orchestrator").with("purpose", WHY));
    refused(next(parent, Acme.DELETE), "purpose_required");
    refused(next(parent, Acme.DELETE).with("on_excess", "narrow"), "purpose_required");
    var answer =
        next(parent, Acme.DELETE)
            .with("purpose", "on behalf of the first")
            .send()
            .statusCode(200)
            .body("depth", equalTo(1))
            .body("expires_in", lessThanOrEqualTo(MAX_SECONDS))
            .extract();
    assertThat(database.ask("SELECT purpose FROM hop WHERE id = '" + answer.path("hop") + "'"))
        .isEqualTo("on behalf of the first");
  }

  @Test
  void anActorTokenDoesNotBringIt() {
    Call call =
        next(parent(), Acme.DELETE)
            .with("actor_token_type", "urn:ietf:params:oauth:token-type:jwt")
            .with("actor_token", Acme.actorToken("orchestrator", Acme.ORCHESTRATOR).compact());
    refused(call, "purpose_required");
    call.with("actor_token", Acme.actorToken("orchestrator", Acme.ORCHESTRATOR).compact())
        .with("purpose", WHY)
        .send()
        .statusCode(200)
        .body("expires_in", lessThanOrEqualTo(MAX_SECONDS));
  }

  @Test
  void aConsentDoesNotBringIt() {
    String parent = parent();
    refused(pulled(parent, Acme.DELETE), "purpose_required");
    ordinaryOnly(
        pulled(parent, DELETE_AND_CREATE)
            .without("authorization_details")
            .with("scope", "deputy:same"));
    pulled(parent, Acme.DELETE)
        .with("purpose", WHY)
        .send()
        .statusCode(200)
        .body("hop", notNullValue())
        .body("expires_in", lessThanOrEqualTo(MAX_SECONDS));
  }

  /** The orchestrator asks for itself, with what the courier signed. */
  private static Call pulled(String parent, String consented) {
    AcmeKey key = Acme.ORCHESTRATOR;
    Jwt consent =
        Acme.consent("courier", Acme.COURIER, parent, "orchestrator", key)
            .with("authorization_details", Acme.json(consented));
    return Call.next("orchestrator", key, parent, "")
        .without("scope")
        .with("authorization_details", Acme.DELETE)
        .with("consent", consent.compact());
  }
}
