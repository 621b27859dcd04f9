package io.deputy.issuer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.http.Call;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Hops that the running issuer minted, replayed as they stand and as an insider changed them. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HopReplayTest {
  @Inject Auditor auditor;
  private String chain;
  private final List<String> hops = new ArrayList<>();

  /** A tree: the second hop is delegated twice. */
  @BeforeEach
  void delegateOnce() {
    if (hops.isEmpty()) {
      delegate();
    }
  }

  private void delegate() {
    ExtractableResponse<Response> first =
        Call.first(
                "orchestrator",
                Acme.ORCHESTRATOR,
                Acme.alice("orchestrator").with("sub", "replay").with("roles", List.of("dev")))
            .with("purpose", "triage")
            .send()
            .statusCode(200)
            .extract();
    ExtractableResponse<Response> second = next("orchestrator", first, "researcher");
    ExtractableResponse<Response> third =
        Call.next("researcher", Acme.RESEARCHER, second.path("access_token"), "summarizer")
            .without("scope")
            .with("authorization_details", Acme.SEARCH)
            .with("expires_in", "60")
            .send()
            .statusCode(200)
            .extract();
    ExtractableResponse<Response> sibling = next("researcher", second, "researcher");
    chain = first.path("chain");
    for (ExtractableResponse<Response> hop : List.of(first, second, third, sibling)) {
      hops.add(hop.path("hop"));
    }
  }

  private static ExtractableResponse<Response> next(
      String agent, ExtractableResponse<Response> parent, String actor) {
    return Call.next(
            agent,
            agent.equals("researcher") ? Acme.RESEARCHER : Acme.ORCHESTRATOR,
            parent.path("access_token"),
            actor)
        .send()
        .statusCode(200)
        .extract();
  }

  @Test
  void whatTheIssuerRecordedIsAsRecorded() throws Exception {
    Report report = auditor.chain(chain, View.ALL);
    assertThat(report.describe())
        .isEqualTo("chain " + chain + ": as recorded (4 hops, 0 decisions)\n");
    assertThat(report.outcome()).isEqualTo(Report.Outcome.SAME);
  }

  @Test
  void aPulledHopIsAsRecordedButForWhoseTokenTheConsentWas() throws Exception {
    String parent = Call.byOrchestrator().token();
    ExtractableResponse<Response> pulled =
        Call.next("researcher", Acme.RESEARCHER, parent, "")
            .without("scope")
            .with("authorization_details", Acme.SEARCH)
            .with(
                "consent",
                Acme.consent(
                        "orchestrator", Acme.ORCHESTRATOR, parent, "researcher", Acme.RESEARCHER)
                    .compact())
            .send()
            .statusCode(200)
            .extract();
    Report report = auditor.chain(pulled.path("chain"), View.ALL);
    assertThat(report.findings()).hasSize(1);
    assertThat(report.outcome()).isEqualTo(Report.Outcome.NOT_RECOMPUTABLE);
    assertThat(report.findings().get(0).row().key()).isEqualTo(pulled.path("hop"));
  }

  @Test
  void anActorThatWasChangedIsNamed() throws Exception {
    String hop = hops.get(2);
    assertThat(changed("actor = 'courier'", hop))
        .contains(new Finding.Differs(new Row("hop", hop), "actor", "summarizer", "courier"))
        .allSatisfy(f -> assertThat(f.row()).isEqualTo(new Row("hop", hop)));
  }

  @Test
  void aHopThatWasDeletedIsMissing() throws Exception {
    String hop = hops.get(1);
    Report report =
        auditor.chain(
            chain,
            View.ALL,
            "ALTER TABLE hop DISABLE TRIGGER ALL",
            "DELETE FROM hop WHERE id = '" + hop + "'");
    assertThat(report.findings())
        .allSatisfy(f -> assertThat(f.row()).isEqualTo(new Row("hop", hop)))
        .hasAtLeastOneElementOfType(Finding.Missing.class);
  }

  private List<Finding> changed(String set, String hop) throws Exception {
    return auditor
        .chain(
            chain,
            View.ALL,
            "ALTER TABLE hop DISABLE TRIGGER ALL",
            "UPDATE hop SET " + set + " WHERE id = '" + hop + "'")
        .findings();
  }
}
