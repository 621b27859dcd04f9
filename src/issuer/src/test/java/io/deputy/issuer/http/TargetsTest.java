package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a token is to be used: gateways by name, servers by URI (RFC 8693, RFC 8707). */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class TargetsTest {
  private static final String GITHUB = "https://mcp.acme.example/github";
  private static final String REPORTS = "https://reports.acme.example";

  /** Carol's bound is her grants, Alice's her scope: both servers need a token without scopes. */
  private static Call both() {
    String details =
        Acme.ISSUES.substring(0, Acme.ISSUES.length() - 1) + "," + Acme.REPORTS.substring(1);
    return Call.first(
            "orchestrator",
            Acme.ORCHESTRATOR,
            Acme.alice("orchestrator").with("authorization_details", Acme.json(details)))
        .with("authorization_details", details);
  }

  private static SortedSet<String> audience(String token) throws Exception {
    return UnverifiedChain.read(TokenText.read(token)).last().audience();
  }

  private static void refused(Call call, String error, String reason) {
    call.send().statusCode(400).body("error", equalTo(error)).body("reason", equalTo(reason));
  }

  @Test
  void aResourceFiltersTheRightsAndImpliesTheGatewaysThatGuardIt() throws Exception {
    String token =
        both()
            .with("resource", REPORTS)
            .send()
            .statusCode(200)
            .body("authorization_details", hasSize(1))
            .body("authorization_details[0].server", equalTo(REPORTS))
            .extract()
            .path("access_token");
    assertThat(audience(token)).containsExactly("http-gateway");
  }

  @Test
  void resourcesRepeatAndMeanAllOfThem() throws Exception {
    String token =
        both()
            .with("resource", REPORTS, GITHUB)
            .send()
            .statusCode(200)
            .body("authorization_details", hasSize(2))
            .extract()
            .path("access_token");
    assertThat(audience(token)).containsExactly("http-gateway", "mcp-gateway", "spare-gateway");
  }

  @Test
  void aNamedGatewayThatGuardsTheResourceIsEnough() throws Exception {
    assertThat(audience(both().with("resource", GITHUB).with("audience", "mcp-gateway").token()))
        .containsExactly("mcp-gateway");
    assertThat(
            audience(
                both().with("resource", GITHUB, REPORTS).with("audience", "mcp-gateway").token()))
        .containsExactly("http-gateway", "mcp-gateway");
  }

  @Test
  void aNextHopIsFilteredToo() throws Exception {
    String parent = both().token();
    Call next = Call.next("orchestrator", Acme.ORCHESTRATOR, parent, "orchestrator");
    String child = next.with("resource", GITHUB).token();
    assertThat(audience(child)).containsExactly("mcp-gateway", "spare-gateway");
    String narrow = next.with("audience", "mcp-gateway").token();
    Call last = Call.next("orchestrator", Acme.ORCHESTRATOR, narrow, "orchestrator");
    assertThat(audience(last.with("resource", GITHUB).token())).containsExactly("mcp-gateway");
    refused(last.with("resource", REPORTS), "invalid_target", "audience_widened");
  }

  @Test
  void aResourceThatNobodyGuardsIsRefused() {
    refused(
        both().with("resource", GITHUB, "https://other.acme.example"),
        "invalid_target",
        "resource_unknown");
    refused(both().with("resource", GITHUB + "/"), "invalid_target", "resource_unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {GITHUB + "#x", "mcp.acme.example", "/github", "https://a b"})
  void aResourceThatIsNoAbsoluteUriIsRefused(String resource) {
    refused(both().with("resource", resource), "invalid_target", "resource_malformed");
  }

  @Test
  void filteringToNothingIsRefused() {
    refused(
        Call.byOrchestrator().with("resource", REPORTS),
        "invalid_authorization_details",
        "rights_empty");
  }

  @Test
  void audiencesRepeat() throws Exception {
    assertThat(audience(both().with("audience", "mcp-gateway", "http-gateway").token()))
        .containsExactly("http-gateway", "mcp-gateway");
    refused(both().with("audience", "mcp-gateway", "nobody"), "invalid_target", "audience_unknown");
  }
}
