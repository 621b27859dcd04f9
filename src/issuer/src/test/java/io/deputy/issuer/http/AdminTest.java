package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.admin.Administration;
import io.deputy.issuer.admin.DirectoryChanges;
import io.deputy.issuer.admin.EntryKind;
import io.deputy.issuer.admin.Operators;
import io.deputy.issuer.admin.Precondition;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.directory.Directories;
import io.deputy.issuer.directory.DirectoryReader;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.LiveHops;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators change the directory while agents use it. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class AdminTest {
  private static final String RESEARCHER = "/admin/agents/researcher";

  @Inject OwnerConnection database;
  @Inject Clock clock;
  @Inject Operators operators;
  @Inject Directories directories;
  @Inject DirectoryChanges changes;
  @Inject DirectoryReader reader;
  @Inject LiveHops liveHops;
  private ObjectNode before;

  @BeforeEach
  void remember() {
    before = Admin.directory();
  }

  @AfterEach
  void restore() {
    Admin.restore(before);
  }

  private String versions() throws Exception {
    return database.ask("SELECT count(*) FROM directory_history");
  }

  private static void challenged(Response answer, int status, String challenge, String reason) {
    answer
        .then()
        .statusCode(status)
        .header("WWW-Authenticate", equalTo(challenge))
        .header("Cache-Control", equalTo("no-store"))
        .body("reason", equalTo(reason));
  }

  private static Response asking(Jwt token) {
    return given().header("Authorization", "Bearer " + token.compact()).get("/admin/directory");
  }

  @Test
  void whoIsNoOperatorIsChallenged() {
    String realm = "Bearer realm=\"deputy\"";
    challenged(given().get("/admin/directory"), 401, realm, "operator_token_missing");
    String invalid = realm + ", error=\"invalid_token\"";
    challenged(asking(Acme.alice("orchestrator")), 401, invalid, "operator_token_invalid");
    challenged(
        given().header("Authorization", "Basic b2xpdmlhOng=").get("/admin/directory"),
        401,
        realm,
        "operator_token_missing");
    challenged(
        asking(Acme.operator().with("scope", "deputy:audit")),
        403,
        realm + ", error=\"insufficient_scope\"",
        "operator_scope_insufficient");
  }

  @Test
  void everyPathIsGuarded() {
    for (String path :
        List.of("/admin/directory", RESEARCHER, "/admin/grants/" + before.at("/grants/0/id"))) {
      given().get(path).then().statusCode(401);
      given()
          .contentType("application/json")
          .header("If-Match", "*")
          .body("{}")
          .put(path)
          .then()
          .statusCode(401);
      given()
          .header("If-Match", "*")
          .delete(path)
          .then()
          .statusCode(path.equals("/admin/directory") ? 405 : 401);
    }
  }

  @Test
  void aChangeSaysWhatItRestsOn() throws Exception {
    String versions = versions();
    ObjectNode agent = Admin.entry("agents", 1).put("max_depth", 2);
    Admin.olivia()
        .contentType("application/json")
        .body(agent.toString())
        .put(RESEARCHER)
        .then()
        .statusCode(428)
        .body("reason", equalTo("precondition_missing"));
    for (Response stale :
        List.of(
            Admin.put(RESEARCHER, agent.toString(), "\"stale\""),
            Admin.create(RESEARCHER, agent.toString()),
            Admin.put("/admin/agents/nobody", agent.put("id", "nobody").toString(), "*"),
            Admin.put("/admin/directory", before.toString(), "\"0\""),
            Admin.delete(RESEARCHER, "\"stale\""))) {
      stale.then().statusCode(412).body("reason", equalTo("precondition_failed"));
    }
    assertThat(versions()).isEqualTo(versions);

    String tag = Admin.get(RESEARCHER).header("ETag");
    String next =
        Admin.put(RESEARCHER, agent.put("id", "researcher").toString(), tag)
            .then()
            .statusCode(200)
            .body("changes", hasSize(1))
            .body("changes[0].section", equalTo("agents"))
            .body("changes[0].before.max_depth", equalTo(3))
            .body("changes[0].after.max_depth", equalTo(2))
            .extract()
            .header("ETag");
    assertThat(Admin.get(RESEARCHER).header("ETag")).isEqualTo(next).isNotEqualTo(tag);
    Admin.put(RESEARCHER, agent.toString(), tag).then().statusCode(412);
  }

  @Test
  void theRecordSaysWhichVersionWasInForceAndWhoSaidSo() throws Exception {
    Admin.put(RESEARCHER, Admin.entry("agents", 1).put("max_depth", 1).toString(), "*")
        .then()
        .statusCode(200);
    assertThat(
            database.ask(
                "SELECT operator_subject FROM directory_history ORDER BY version DESC LIMIT 1"))
        .isEqualTo("olivia");
    assertThat(database.ask("SELECT operator_subject IS NULL FROM directory_history LIMIT 1"))
        .as("the first is the file's")
        .isEqualTo("t");
    String hop = Call.byOrchestrator().send().statusCode(200).extract().path("hop");
    assertThat(
            database.ask(
                "SELECT directory = (SELECT digest FROM directory_history ORDER BY version DESC"
                    + " LIMIT 1) FROM hop WHERE id = '%s'".formatted(hop)))
        .isEqualTo("t");
  }

  @Test
  void whatChangesNothingMakesNoVersion() throws Exception {
    String versions = versions();
    Admin.put("/admin/directory", before.toString(), "*")
        .then()
        .statusCode(200)
        .body("changes", empty());
    assertThat(versions()).isEqualTo(versions);
  }

  @Test
  void anAgentActsOnceItIsRegisteredAndNotOnceItIsRemoved() {
    String here = "/admin/agents/newcomer";
    ObjectNode newcomer = Admin.entry("agents", 0);
    newcomer.remove("id");
    newcomer.set("keys", Admin.tree(Acme.ATTACKER.jwks()));
    Call call = Call.first("newcomer", Acme.ATTACKER, Acme.alice("newcomer"));
    call.send().statusCode(401).body("reason", equalTo("client_unknown"));
    Admin.create(here, newcomer.toString()).then().statusCode(201);
    String token = call.token();
    Call extending = Call.next("newcomer", Acme.ATTACKER, token, "newcomer");
    extending.send().statusCode(200);
    Admin.delete(here, "*").then().statusCode(200);
    extending.send().statusCode(401).body("reason", equalTo("client_unknown"));
    Admin.get(here).then().statusCode(404).body("reason", equalTo("entry_unknown"));
    Admin.delete(here, "*").then().statusCode(404);
  }

  @Test
  void belowAnAgentThatIsRemovedNothingCanBeExtended() {
    String first = Call.byOrchestrator().token();
    String second = Call.next("orchestrator", Acme.ORCHESTRATOR, first, "researcher").token();
    String third =
        Call.next("researcher", Acme.RESEARCHER, second, "summarizer")
            .without("scope")
            .with("authorization_details", Acme.SEARCH)
            .token();
    Call extending = Call.next("summarizer", Acme.SUMMARIZER, third, "summarizer");
    extending.send().body("reason", equalTo("depth_exceeded"));
    ObjectNode without = before.deepCopy();
    ((ArrayNode) without.get("agents")).remove(1);
    without.get("agents").forEach(a -> ((ObjectNode) a).putArray("may_delegate_to"));
    Admin.put("/admin/directory", without.toString(), "*").then().statusCode(200);
    extending
        .send()
        .statusCode(400)
        .body("reason", equalTo("chain_actor_disabled"))
        .body("error_description", containsString("researcher"));
  }

  @Test
  void aKeyThatIsRemovedNeitherAuthenticatesNorExtends() {
    String token =
        Call.first("orchestrator", Acme.ORCHESTRATOR_OTHER, Acme.alice("orchestrator")).token();
    Call extending = Call.next("orchestrator", Acme.ORCHESTRATOR_OTHER, token, "researcher");
    extending.send().statusCode(200);
    ObjectNode orchestrator = Admin.entry("agents", 0);
    orchestrator.set("keys", Admin.tree(Acme.ORCHESTRATOR.jwks()));
    Admin.put("/admin/agents/orchestrator", orchestrator.toString(), "*").then().statusCode(200);
    extending.send().statusCode(401).body("reason", equalTo("client_assertion_invalid"));
    Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher")
        .send()
        .statusCode(400)
        .body("reason", equalTo("holder_key_mismatch"));
  }

  @Test
  void aRightThatTheUserLostIsRefusedAtTheNextExchange() {
    String token = Call.byOrchestrator().token();
    Call extending = Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher");
    extending.send().statusCode(200);
    ObjectNode grant = Admin.entry("grants", 0);
    grant.set("rights", Admin.tree("{\"r\":" + Acme.SEARCH + "}").get("r"));
    String here = "/admin/grants/" + grant.get("id").textValue();
    Admin.put(here, grant.toString(), "*").then().statusCode(200);
    extending
        .send()
        .statusCode(400)
        .body("reason", equalTo("rights_exceed_user"))
        .body("counter_example.name", equalTo("create_issue"));
    extending.with("on_excess", "narrow").send().statusCode(200);
    Admin.delete(here, "*").then().statusCode(200);
    extending.send().statusCode(400).body("reason", equalTo("rights_exceed_user"));
  }

  @Test
  void whatWouldNotBeValidAsAWholeIsRefusedAsAWhole() throws Exception {
    String versions = versions();
    Admin.delete(RESEARCHER, "*")
        .then()
        .statusCode(400)
        .body("reason", equalTo("directory_invalid"))
        .body(
            "problems.pointer",
            contains(
                "/agents/0/may_delegate_to",
                "/agents/2/may_delegate_to",
                "/agents/4/may_delegate_to",
                "/agents/5/may_delegate_to"))
        .body("problems[0].problem", containsString("is not among the agents"));
    ObjectNode broken = before.deepCopy();
    ((ObjectNode) broken.at("/agents/0")).put("max_depth", 9).put("colour", "blue");
    ((ObjectNode) broken.at("/gateways/0")).remove("id");
    Admin.put("/admin/directory", broken.toString(), "*")
        .then()
        .statusCode(400)
        .body(
            "problems.pointer",
            hasItems("/agents/0/max_depth", "/agents/0/colour", "/gateways/0/id"));
    Admin.put("/admin/directory", "[]", "*").then().statusCode(400);
    Admin.put("/admin/directory", "{\"agents\":[],\"agents\":[]}", "*").then().statusCode(400);
    Admin.put("/admin/directory", "not json", "*").then().statusCode(400);
    Admin.put("/admin/directory", " ".repeat((1 << 20) - 100), "*").then().statusCode(400);
    Admin.put(RESEARCHER, Admin.entry("agents", 0).toString(), "*")
        .then()
        .statusCode(400)
        .body("reason", equalTo("parameter_invalid"));
    assertThat(versions()).isEqualTo(versions);
    assertThat(Admin.directory()).isEqualTo(before);
  }

  @Test
  void aDryRunTellsWhichLiveTokensWouldBeCutAndChangesNothing() throws Exception {
    String versions = versions();
    String hop = Call.byOrchestrator().send().statusCode(200).extract().path("hop");
    ObjectNode narrower = before.deepCopy();
    ((ObjectNode) narrower.at("/grants/0"))
        .set("rights", Admin.tree("{\"r\":" + Acme.SEARCH + "}").get("r"));
    Admin.put("/admin/directory?dry_run=true", narrower.toString(), "*")
        .then()
        .statusCode(200)
        .body("dry_run", equalTo(true))
        .body("changes.section", contains("grants"))
        .body("shrinks.truncated", equalTo(false))
        .body("shrinks.hops.hop", hasItem(hop))
        .body("shrinks.hops.find { it.hop == '" + hop + "' }.user", equalTo("alice"))
        .body("shrinks.hops.find { it.hop == '" + hop + "' }.reason", equalTo("rights_exceed_user"))
        .body(
            "shrinks.hops.find { it.hop == '" + hop + "' }.detail",
            startsWith("tools/call create_issue on "));
    ObjectNode orchestrator = Admin.entry("agents", 0);
    orchestrator.put("disabled", true);
    Admin.put("/admin/agents/orchestrator?dry_run=true", orchestrator.toString(), "*")
        .then()
        .body(
            "shrinks.hops.find { it.hop == '" + hop + "' }.reason",
            equalTo("chain_actor_disabled"));
    ObjectNode wider = before.deepCopy();
    wider.putObject("scopes");
    Admin.put("/admin/directory?dry_run=true", wider.toString(), "*")
        .then()
        .body("shrinks.hops.hop", not(hasItem(hop)))
        .body("changes.section", everyItem(equalTo("scopes")))
        .body("changes[0].after", nullValue());
    Admin.put("/admin/directory?dryrun=true", narrower.toString(), "*").then().statusCode(400);
    Admin.put("/admin/directory?dry_run=yes", narrower.toString(), "*").then().statusCode(400);
    assertThat(versions()).isEqualTo(versions);
  }

  @Test
  void ofTwoThatRestOnTheSameVersionOneIsRefused() throws Exception {
    String tag = Admin.get("/admin/directory").header("ETag");
    List<Integer> statuses =
        together(
            6,
            i -> {
              ObjectNode mine = before.deepCopy();
              ((ObjectNode) mine.at("/agents/0")).put("max_lifetime", "PT" + (10 + i) + "M");
              return Admin.put("/admin/directory", mine.toString(), tag).statusCode();
            });
    assertThat(statuses).containsOnly(200, 412).containsOnlyOnce(200);
  }

  /** Changes come between her request and the version that it would replace. */
  @Test
  void whoIsNoOperatorByTheVersionInForceChangesNothingHoweverSheBegan() throws Exception {
    ObjectNode others = before.deepCopy();
    ((ObjectNode) others.get("operators")).put("audience", Acme.ISSUER + "/other");
    DirectoryChanges overtaken =
        (next, by, source) -> {
          Admin.put("/admin/directory", others.toString(), "*");
          return changes.advance(next, by, source);
        };
    Administration slow =
        new Administration(clock, operators, directories, overtaken, reader, liveHops);
    Administration.Order order =
        new Administration.Order(
            new Credential(Acme.operator().compact()),
            Optional.of(Precondition.read(Optional.of("*"), Optional.empty())),
            false,
            new HopRecord.Source("192.0.2.1", "0".repeat(32)));
    String agent = Admin.agent("retired").put("max_depth", 6).toString();
    try {
      assertThatThrownBy(() -> slow.put(EntryKind.AGENT, "retired", agent, order))
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.OPERATOR_TOKEN_INVALID));
    } finally {
      given()
          .header(
              "Authorization",
              "Bearer " + Acme.operator().with("aud", Acme.ISSUER + "/other").compact())
          .contentType("application/json")
          .header("If-Match", "*")
          .body(before.toString())
          .put("/admin/directory")
          .then()
          .statusCode(200);
    }
    assertThat(Admin.directory()).isEqualTo(before);
  }

  @Test
  void goingBackToAnOlderVersionIsANewVersionAndBringsNoRevokedTokenBack() throws Exception {
    String token = Call.byOrchestrator().token();
    String tag = Admin.get("/admin/directory").header("ETag");
    Admin.disable("orchestrator").then().statusCode(200);
    Admin.restore(before);
    assertThat(Admin.get("/admin/directory").header("ETag")).isNotEqualTo(tag);
    assertThat(
            database.ask(
                "SELECT count(DISTINCT digest) FROM directory_history WHERE version IN (SELECT"
                    + " unnest(ARRAY[max(version), max(version) - 2]) FROM directory_history)"))
        .isEqualTo("1");
    Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher")
        .send()
        .statusCode(400)
        .body("reason", equalTo("token_revoked"));
    Admin.put("/admin/directory", before.toString(), tag).then().statusCode(412);
  }

  @Test
  void changesOfDifferentEntriesAtOnceAreAllKept() throws Exception {
    List<Integer> statuses =
        together(
            5,
            i -> {
              ObjectNode agent = Admin.entry("agents", i).put("max_lifetime", "PT1M");
              return Admin.put(
                      "/admin/agents/" + agent.get("id").textValue(), agent.toString(), "*")
                  .statusCode();
            });
    assertThat(statuses).containsOnly(200);
    Admin.get("/admin/directory")
        .then()
        .body("agents[0..4].max_lifetime.unique()", contains("PT1M"));
  }

  private interface Numbered {
    int call(int number) throws Exception;
  }

  private static List<Integer> together(int times, Numbered call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(times);
    try {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        int number = i;
        calls.add(() -> call.call(number));
      }
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> future : threads.invokeAll(calls)) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
