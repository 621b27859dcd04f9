package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.limits.RateLimits;
import io.deputy.issuer.log.TransparencyLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The running service answers as {@code openapi.yaml} says, and says nothing else. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class OpenApiTest {
  private static final String EXCHANGE = "POST /token/exchange ";

  @Inject OwnerConnection database;
  @Inject RateLimits limits;
  @Inject TransparencyLog log;

  /** How often a token comes back to an address's bucket, as {@link RunningIssuer} sets it. */
  private static final long REFILL_NANOS = 200_000;

  private interface Produce {
    Response answer() throws Exception;
  }

  private static JsonNode contract() throws Exception {
    String yaml = when().get("/q/openapi").then().statusCode(200).extract().asString();
    return new ObjectMapper(new YAMLFactory()).readTree(yaml);
  }

  /** For each documented answer, what produces it. */
  private Map<String, Produce> producers() {
    Map<String, Produce> producers = new LinkedHashMap<>();
    producers.put(EXCHANGE + "200", () -> sent(Call.byOrchestrator().proving(Acme.ORCHESTRATOR)));
    producers.put(EXCHANGE + "400", () -> sent(excessive().proving(Acme.ORCHESTRATOR)));
    producers.put(
        EXCHANGE + "401",
        () -> sent(Call.byOrchestrator().assertedBy(Acme.assertion("nobody", Acme.ATTACKER))));
    producers.put(EXCHANGE + "413", () -> posted("application/x-www-form-urlencoded", 70_000));
    producers.put(EXCHANGE + "415", () -> posted("text/plain", 10));
    producers.put(EXCHANGE + "429", () -> whileDrained(() -> sent(Call.byOrchestrator())));
    producers.put(EXCHANGE + "503", () -> withLocked("hop", () -> sent(Call.byOrchestrator())));
    addRevocation(producers);
    addIntrospection(producers);
    addDecisions(producers);
    addBundle(producers);
    addAudit(producers);
    addLog(producers);
    for (String path :
        List.of(
            "/.well-known/jwks.json",
            "/.well-known/oauth-authorization-server",
            "/q/health",
            "/q/metrics",
            "/q/openapi")) {
      producers.put("GET " + path + " 200", () -> when().get(path));
    }
    producers.put("POST /audit/chains/{id}/replay 200", OpenApiTest::replayed);
    producers.put("GET /q/health 503", this::healthWithoutPrivilege);
    producers.put("GET /admin/directory 200", () -> Admin.get("/admin/directory"));
    producers.put(
        "PUT /admin/directory 200",
        () -> Admin.put("/admin/directory?dry_run=true", Admin.directory().toString(), "*"));
    ObjectNode agent = Admin.agent("retired");
    agent.set("keys", Admin.tree(Acme.ATTACKER.jwks()));
    produceEntries(producers, "agents", agent);
    produceEntries(producers, "grants", Admin.entry("grants", 1));
    return producers;
  }

  /** Registers a new one of the kind and takes it away again. */
  private static void produceEntries(Map<String, Produce> producers, String kind, ObjectNode like) {
    String path = "/admin/" + kind + "/{id} ";
    String here = "/admin/" + kind + "/new";
    like.remove("id");
    String fresh = like.toString();
    producers.put("PUT " + path + "201", () -> Admin.create(here, fresh));
    producers.put("GET " + path + "200", () -> Admin.get(here));
    producers.put("PUT " + path + "200", () -> Admin.put(here, fresh, "*"));
    producers.put("DELETE " + path + "200", () -> Admin.delete(here, "*"));
  }

  private static Response replayed() {
    String chain = Call.byOrchestrator().send().statusCode(200).extract().path("chain");
    return Admin.auditing().post("/audit/chains/" + chain + "/replay?today=true");
  }

  private static Call excessive() {
    Jwt jwt = Acme.alice("orchestrator").with("scope", "issues:search");
    return Call.first("orchestrator", Acme.ORCHESTRATOR, jwt)
        .with("authorization_details", Acme.ANY_REPOSITORY);
  }

  private static Response sent(Call call) {
    return call.send().extract().response();
  }

  private static Response posted(String type, int size) {
    return given().contentType(type).body("a".repeat(size)).post("/token/exchange");
  }

  private void addRevocation(Map<String, Produce> producers) {
    String name = "POST /token/revoke ";
    String hop = UUID.randomUUID().toString();
    TokenForm operators = TokenForm.revocation(Acme.operator()).with("hop", hop);
    producers.put(name + "200", () -> sent(operators));
    producers.put(name + "400", () -> sent(TokenForm.revocation(Acme.operator())));
    producers.put(
        name + "401", () -> sent(TokenForm.revocation("nobody", Acme.ATTACKER).with("hop", hop)));
    producers.put(
        name + "403",
        () -> sent(TokenForm.revocation(Acme.operator().with("scope", "x")).with("hop", hop)));
    producers.put(name + "429", () -> whileDrained(() -> sent(operators)));
    producers.put(name + "503", () -> withLocked("revocation", () -> sent(operators)));
  }

  private void addIntrospection(Map<String, Produce> producers) {
    String name = "POST /token/introspect ";
    producers.put(name + "200", () -> sent(question(Call.byOrchestrator().token())));
    producers.put(name + "400", () -> sent(question("")));
    producers.put(name + "401", () -> sent(TokenForm.introspection("nobody", Acme.ATTACKER, "x")));
    producers.put(name + "429", () -> whileDrained(() -> sent(question("x"))));
    producers.put(
        name + "503",
        () -> {
          String token = Call.byOrchestrator().token();
          return withLocked("revocation", () -> sent(question(token)));
        });
  }

  private void addDecisions(Map<String, Produce> producers) {
    String name = "POST /audit/decisions ";
    Decisions decided = Decisions.byMcpGateway();
    producers.put(name + "200", decided::send);
    producers.put(name + "400", () -> Decisions.send("a.b.c"));
    producers.put(name + "401", () -> decided.signedBy(Acme.ATTACKER).send());
    producers.put(name + "409", () -> decided.with(Decisions.denied("check_failed")).send());
    producers.put(name + "429", () -> whileDrained(decided::send));
    producers.put(name + "503", () -> withLocked("decision", decided::send));
  }

  private void addBundle(Map<String, Produce> producers) {
    String name = "GET /trust/bundle ";
    Produce bundle = () -> when().get("/trust/bundle");
    producers.put(name + "200", bundle);
    producers.put(name + "400", () -> when().get("/trust/bundle?since=now"));
    producers.put(name + "429", () -> whileDrained(bundle));
    producers.put(name + "503", () -> withLocked("revocation", bundle));
  }

  private static void addAudit(Map<String, Produce> producers) {
    producers.put("GET /audit/chains 200", () -> Admin.auditing().get("/audit/chains?limit=2"));
    producers.put(
        "GET /audit/chains/{id} 200",
        () -> Admin.auditing().get("/audit/chains/" + Delegated.from("alice").first().chain()));
    producers.put(
        "GET /audit/decisions 200", () -> Admin.auditing().get("/audit/decisions?limit=2"));
    producers.put(
        "GET /audit/export/{format} 200",
        () -> Admin.auditing().get("/audit/export/jsonl?only=revocations"));
    producers.put(
        "GET /audit/blast-radius 200",
        () -> Admin.auditing().get("/audit/blast-radius?agent=courier"));
  }

  private void addLog(Map<String, Produce> producers) {
    producers.put(
        "GET /audit/log/proof/{hop} 200",
        () -> {
          String hop = Call.byOrchestrator().send().extract().path("hop");
          log.advance();
          return when().get("/audit/log/proof/" + hop);
        });
    producers.put("GET /audit/log/checkpoint 200", () -> when().get("/audit/log/checkpoint"));
    producers.put(
        "GET /audit/log/tile/{path} 200", () -> when().get("/audit/log/tile/entries/000.p/1"));
  }

  private static TokenForm question(String token) {
    return TokenForm.introspection("mcp-gateway", Acme.MCP_GATEWAY, token);
  }

  private static Response sent(TokenForm form) {
    return form.send().extract().response();
  }

  /** While somebody else takes every token of this address's bucket. */
  private Response whileDrained(Produce request) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Thread drain = new Thread(() -> drain(new HopRecord.Source("127.0.0.1", "0"), done));
    drain.start();
    try {
      Response answer;
      do {
        answer = request.answer();
      } while (answer.statusCode() == 200);
      return answer;
    } finally {
      done.set(true);
      drain.join();
    }
  }

  private void drain(HopRecord.Source address, AtomicBoolean done) {
    while (!done.get()) {
      try {
        limits.takeOf(address);
      } catch (Refusal refused) {
        LockSupport.parkNanos(REFILL_NANOS / 10);
      }
    }
  }

  private Response withLocked(String table, Produce answer) throws Exception {
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
      return answer.answer();
    }
  }

  private Response healthWithoutPrivilege() throws Exception {
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      statement.execute("REVOKE INSERT ON hop FROM deputy_issuer");
      try {
        return when().get("/q/health");
      } finally {
        statement.execute("GRANT INSERT ON hop TO deputy_issuer");
      }
    }
  }

  @Test
  void everyDocumentedAnswerIsProducedAndHasTheMembersItShould() throws Exception {
    JsonNode contract = contract();
    Map<String, Produce> producers = producers();
    assertThat(documented(contract)).containsExactlyInAnyOrderElementsOf(producers.keySet());
    for (Map.Entry<String, Produce> producer : producers.entrySet()) {
      String[] words = producer.getKey().split(" ", -1);
      Response answer = producer.getValue().answer();
      assertThat(answer.statusCode()).as(producer.getKey()).hasToString(words[2]);
      JsonNode documented =
          contract.at(
              "/paths/%s/%s/responses/%s"
                  .formatted(
                      words[1].replace("/", "~1"), words[0].toLowerCase(Locale.ROOT), words[2]));
      requireAsDocumented(producer.getKey(), contract, documented, answer);
    }
  }

  /** Every answer that stands in the contract under a status of its own. */
  private static List<String> documented(JsonNode contract) {
    List<String> answers = new ArrayList<>();
    for (var path : contract.get("paths").properties()) {
      for (var method : path.getValue().properties()) {
        for (String status : names(method.getValue().get("responses"))) {
          if (!status.equals("default")) {
            answers.add(
                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey() + " " + status);
          }
        }
      }
    }
    return answers;
  }

  private static void requireAsDocumented(
      String name, JsonNode contract, JsonNode documented, Response answer) throws Exception {
    for (String header : names(documented.path("headers"))) {
      assertThat(answer.header(header)).as(name).isNotNull();
    }
    JsonNode schema = documented.at("/content/application~1json/schema");
    if (schema.isMissingNode()) {
      return;
    }
    assertThat(answer.contentType()).as(name).startsWith("application/json");
    String reference = schema.get("$ref").textValue();
    schema = contract.at(reference.substring(1));
    JsonNode body = new ObjectMapper().readTree(answer.asString());
    List<String> allowed = names(schema.get("properties"));
    assertThat(allowed).as(name).containsAll(names(body));
    for (JsonNode required : schema.path("required")) {
      assertThat(names(body)).as(name).contains(required.textValue());
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void theReasonsOfTheContractAreThoseOfTheCodeInItsOrder() throws Exception {
    JsonNode schema = contract().at("/components/schemas/Reason");
    List<String> documented = new ArrayList<>();
    schema.get("enum").forEach(code -> documented.add(code.textValue()));
    assertThat(documented)
        .containsExactlyElementsOf(Arrays.stream(Reason.values()).map(Reason::code).toList());
    for (String code : documented) {
      assertThat(schema.get("description").textValue()).contains("| `" + code + "` |");
    }
  }

  @Test
  void theErrorsOfTheContractAreThoseOfTheCode() throws Exception {
    List<String> documented = new ArrayList<>();
    contract()
        .at("/components/schemas/Error/properties/error/enum")
        .forEach(code -> documented.add(code.textValue()));
    assertThat(new TreeSet<>(documented))
        .isEqualTo(
            new TreeSet<>(Arrays.stream(OAuthError.values()).map(OAuthError::code).toList()));
  }
}
