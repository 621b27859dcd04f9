package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Auditors search the record, read chains, and see what a revocation takes. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class AuditTest {
  private final String user = "user-" + UUID.randomUUID();
  private Delegated delegated;

  /** Once for each test that needs it. */
  private Delegated chain() {
    if (delegated == null) {
      delegated = Delegated.from(user);
    }
    return delegated;
  }

  private static ValidatableResponse get(String path, String... query) {
    var request = Admin.auditing().urlEncodingEnabled(true);
    for (int i = 0; i < query.length; i += 2) {
      request.queryParam(query[i], query[i + 1]);
    }
    return request.get(path).then();
  }

  private static void refused(ValidatableResponse answer, int status, String reason) {
    answer.statusCode(status).body("reason", equalTo(reason));
  }

  private String chainId() {
    return chain().first().chain();
  }

  /** Decisions with the token of a hop, at the times of {@code seconds} before now. */
  private void decide(Delegated.Issued with, String name, String reason, long... secondsAgo) {
    List<Object> records = new ArrayList<>();
    for (long ago : secondsAgo) {
      records.add(
          Decisions.about(
              with, user, name, Optional.ofNullable(reason), Instant.now().minusSeconds(ago)));
    }
    Decisions.byMcpGateway().from(1, records).send().then().statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/audit/chains",
        "/audit/chains/00000000-0000-4000-8000-000000000000",
        "/audit/decisions",
        "/audit/blast-radius?agent=orchestrator"
      })
  void onlyAnAuditorReads(String path) {
    when().get(path).then().statusCode(401).body("reason", equalTo("operator_token_missing"));
    given()
        .header("Authorization", "Bearer " + Acme.operator().compact())
        .get(path)
        .then()
        .statusCode(403)
        .body("reason", equalTo("operator_scope_insufficient"));
    given()
        .header("Authorization", "Bearer " + Acme.alice("orchestrator").compact())
        .get(path)
        .then()
        .statusCode(401)
        .body("reason", equalTo("operator_token_invalid"));
  }

  @Test
  void anAuditorChangesNothing() {
    String audit = Acme.operator().with("scope", "deputy:audit").compact();
    given()
        .header("Authorization", "Bearer " + audit)
        .contentType("application/x-www-form-urlencoded")
        .formParam("chain", chainId())
        .post("/token/revoke")
        .then()
        .statusCode(403);
    given()
        .header("Authorization", "Bearer " + audit)
        .get("/admin/directory")
        .then()
        .statusCode(403);
  }

  @Test
  void aChainIsFoundByItsUserItsAgentAndItsIds() {
    for (String[] query :
        List.of(
            new String[] {"user", user},
            new String[] {"user", user, "user_issuer", Acme.IDP},
            new String[] {"user", user, "agent", "researcher"},
            new String[] {"chain", chainId()},
            new String[] {"chain", chain().third().hop()},
            new String[] {"user", user, "from", Instant.now().minusSeconds(60).toString()})) {
      get("/audit/chains", query)
          .statusCode(200)
          .body("chains.chain", contains(chainId()))
          .body("chains[0].user.subject", equalTo(user))
          .body("chains[0].agents", contains("orchestrator", "researcher", "summarizer"))
          .body("chains[0].hops", equalTo(3))
          .body("chains[0].revoked", equalTo(false))
          .body("next", nullValue());
    }
    for (String[] query :
        List.of(
            new String[] {"user", user, "user_issuer", Acme.PLAIN_IDP},
            new String[] {"user", user, "agent", "courier"},
            new String[] {"user", user, "until", Instant.now().minusSeconds(60).toString()},
            new String[] {"user", user.toUpperCase(Locale.ROOT)},
            new String[] {"chain", UUID.randomUUID().toString()})) {
      get("/audit/chains", query).statusCode(200).body("chains", empty());
    }
  }

  @Test
  void pagesHoldEveryChainOnce_alsoThoseOfOneSecond() {
    List<String> made = new ArrayList<>(List.of(chainId()));
    for (int i = 0; i < 4; i++) {
      made.add(
          Delegated.Issued.by(
                  Call.first(
                      "orchestrator",
                      Acme.ORCHESTRATOR,
                      Acme.alice("orchestrator").with("sub", user)))
              .chain());
    }
    for (String agent : List.of("", "orchestrator")) {
      List<String> found = new ArrayList<>();
      String after = "";
      do {
        ValidatableResponse page =
            get("/audit/chains", "user", user, "agent", agent, "limit", "2", "after", after)
                .statusCode(200);
        found.addAll(page.extract().path("chains.chain"));
        after = page.extract().path("next");
      } while (after != null);
      assertThat(found).containsExactlyInAnyOrderElementsOf(made);
    }
  }

  @Test
  void aChainShowsWhatEachHopLost() {
    get("/audit/chains/" + chainId())
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("user.groups", contains("engineering"))
        .body("hops.actor", contains("orchestrator", "researcher", "summarizer"))
        .body("hops.delegator", contains("orchestrator", "orchestrator", "researcher"))
        .body("hops[2].parent", equalTo(chain().second().hop()))
        .body("hops[1].lost", empty())
        .body("hops[2].lost[0].kept[0].changes[0].dimension", equalTo("names"))
        .body("hops[2].lost[0].sample.name", equalTo("create_issue"))
        .body("hops[2].authorization_details[0].names", contains("search_issues"))
        .body("hops[2].revoked", nullValue())
        .body("hops[0].directory_version", notNullValue());
    refused(get("/audit/chains/" + UUID.randomUUID()), 404, "entry_unknown");
    refused(get("/audit/chains/1"), 400, "parameter_invalid");
  }

  @Test
  void aRevokedHopIsShownWithAllBelowIt() {
    TokenForm.revocation(Acme.operator())
        .with("hop", chain().second().hop())
        .with("purpose", "it went astray")
        .send()
        .statusCode(200);
    get("/audit/chains/" + chainId())
        .body("hops[0].revoked", nullValue())
        .body("hops[1].revoked.kind", equalTo("hop"))
        .body("hops[1].revoked.by_name", equalTo("olivia"))
        .body("hops[1].revoked.purpose", equalTo("it went astray"))
        .body("hops[2].revoked.cursor", notNullValue());
    get("/audit/chains", "user", user).body("chains[0].revoked", equalTo(false));
    TokenForm.revocation(Acme.operator()).with("chain", chainId()).send().statusCode(200);
    get("/audit/chains", "user", user).body("chains[0].revoked", equalTo(true));
  }

  @Test
  void decisionsAreFoundByWhatTheySay_andTheirChainsToo() {
    decide(chain().third(), "search_issues", null, 30, 20);
    decide(chain().third(), "create_issue", "request_not_within_rights", 10);
    get("/audit/decisions", "user", user)
        .statusCode(200)
        .body("decisions.record.verdict", contains("denied", "allowed", "allowed"))
        .body("decisions[0].gateway", equalTo("mcp-gateway"));
    String[][] one = {
      {"reason", "request_not_within_rights"},
      {"verdict", "denied"},
      {"tool", "create_issue"},
      {"from", Instant.now().minusSeconds(15).toString()},
      {"tool", "create_issue", "agent", "summarizer", "chain", chain().first().hop()}
    };
    for (String[] query : one) {
      List<String> more = new ArrayList<>(List.of(query));
      more.addAll(List.of("user", user));
      String[] all = more.toArray(String[]::new);
      get("/audit/decisions", all).body("decisions", hasSize(1));
      if (!query[0].equals("from")) {
        get("/audit/chains", all).body("chains.chain", contains(chainId()));
      }
    }
    get("/audit/chains", "user", user, "verdict", "allowed").body("chains", hasSize(1));
    get("/audit/chains", "user", user, "tool", "delete_repository").body("chains", empty());
    List<String> paged = new ArrayList<>();
    String after = "";
    do {
      var page = get("/audit/decisions", "user", user, "limit", "1", "after", after).extract();
      paged.addAll(page.path("decisions.record.time"));
      after = page.path("next");
    } while (after != null);
    assertThat(paged).hasSize(3).isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void theBlastRadiusIsToldBeforeAndTheUseAfter() {
    decide(chain().third(), "search_issues", null, 20);
    get("/audit/blast-radius", "hop", chain().second().hop())
        .statusCode(200)
        .body("revoked", nullValue())
        .body("chains", equalTo(1))
        .body("hops", equalTo(2))
        .body("allowed", equalTo(1))
        .body("agents.agent", contains("researcher", "summarizer"))
        .body("agents[1].last_used", notNullValue());
    get("/audit/blast-radius", "user", user, "user_issuer", Acme.IDP).body("hops", equalTo(3));
    get("/audit/blast-radius", "chain", chainId()).body("hops", equalTo(3));
    get("/audit/blast-radius", "agent", "summarizer")
        .body("agents.agent", not(hasItem("orchestrator")));

    TokenForm.revocation(Acme.operator())
        .with("hop", chain().second().hop())
        .send()
        .statusCode(200);
    decide(chain().third(), "search_issues", "token_revoked", -1, -2);
    get("/audit/blast-radius", "hop", chain().second().hop())
        .body("revoked.kind", equalTo("hop"))
        .body("hops", equalTo(2))
        .body("allowed", equalTo(0))
        .body("refused", equalTo(2))
        .body("agents.find { it.agent == 'summarizer' }.refused", equalTo(2));
    get("/audit/blast-radius", "chain", chainId()).body("hops", equalTo(1));
    get("/audit/blast-radius", "chain", UUID.randomUUID().toString()).body("hops", equalTo(0));
    refused(get("/audit/blast-radius"), 400, "parameter_missing");
    refused(get("/audit/blast-radius", "user", user), 400, "parameter_missing");
    refused(get("/audit/blast-radius", "user_issuer", "x"), 400, "parameter_missing");
    refused(get("/audit/blast-radius", "agent", "a", "chain", chainId()), 400, "parameter_invalid");
    refused(get("/audit/blast-radius", "hops", "x"), 400, "parameter_unsupported");
  }

  /** What is searched for is never part of a statement. */
  @ParameterizedTest
  @ValueSource(strings = {"' OR '1'='1", "\\'; DROP TABLE hop; --", "%", "{a,b}", ":user ?1 $1 \""})
  void whatLooksLikeSqlFindsNothing(String hostile) {
    for (String name : List.of("user", "user_issuer", "agent", "tool")) {
      get("/audit/chains", name, hostile).statusCode(200).body("chains", empty());
      get("/audit/decisions", name, hostile).statusCode(200).body("decisions", empty());
    }
    get("/audit/blast-radius", "agent", hostile).statusCode(200).body("hops", equalTo(0));
    get("/audit/blast-radius", "user", hostile, "user_issuer", hostile)
        .statusCode(200)
        .body("hops", equalTo(0));
  }

  @Test
  void whereThereIsAFormNothingElseIsTaken() {
    String hostile = "' OR '1'='1";
    for (String name : List.of("chain", "verdict", "reason", "from", "until", "after", "limit")) {
      refused(get("/audit/chains", name, hostile), 400, "parameter_invalid");
      refused(get("/audit/decisions", name, hostile), 400, "parameter_invalid");
    }
    refused(get("/audit/blast-radius", "hop", hostile), 400, "parameter_invalid");
    refused(get("/audit/blast-radius", "chain", hostile), 400, "parameter_invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users=x",
        "user=a&user=b",
        "user=a%00b",
        "limit=0",
        "limit=201",
        "from=yesterday",
        "until=2026-13-01",
        "from=%2B1000000-01-01T00:00:00Z",
        "chain=00000000-0000-4000-8000-00000000000A",
        "after=1.x",
        "after=99999999999999999999.00000000-0000-4000-8000-000000000000.0."
      })
  void aFilterThatIsNotUnderstoodIsRefused(String query) {
    for (String path : List.of("/audit/chains", "/audit/decisions")) {
      Admin.auditing()
          .urlEncodingEnabled(false)
          .get(path + "?" + query)
          .then()
          .statusCode(400)
          .body("reason", startsWith("parameter_"));
    }
  }
}
