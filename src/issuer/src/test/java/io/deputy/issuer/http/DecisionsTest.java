package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.deputy.Bytes;
import io.deputy.chain.TokenText;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.DecisionBatch;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.TokenBlocks;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Gateways deliver what they decided, and it is stored once, as they signed it. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class DecisionsTest {
  @Inject OwnerConnection database;

  private static void stored(Response answer, long next) {
    answer.then().statusCode(200).body("next", equalTo((int) next));
  }

  private static void refused(Response answer, int status, String reason) {
    answer.then().statusCode(status).body("reason", equalTo(reason));
  }

  private String ask(String query, Decisions of) throws SQLException {
    return database.ask(query + of.where());
  }

  private String count(Decisions of) throws SQLException {
    return ask("SELECT count(*) FROM decision", of);
  }

  @Test
  void aBatchIsStoredAsItWasSigned() throws SQLException {
    Decisions batch = Decisions.byMcpGateway();
    stored(batch.send(), 2);
    assertThat(ask("SELECT jws FROM decision_batch", batch)).isEqualTo(batch.jws().compact());
    assertThat(ask("SELECT content FROM decision", batch))
        .isEqualTo(
            "{\"time\":\"2026-11-24T09:00:00.123456Z\",\"requests\":[],\"verdict\":\"denied\","
                + "\"reason\":\"holder_key_unproven\"}");
  }

  @Test
  void aP256KeyWillDo() {
    stored(Decisions.by("http-gateway", Acme.HTTP_GATEWAY).send(), 2);
  }

  @Test
  void whatIsSentAgainIsStoredOnce() throws SQLException {
    Decisions batch = Decisions.byMcpGateway().from(1, Decisions.many(1, 5));
    stored(batch.send(), 6);
    stored(batch.send(), 6);
    // Cut otherwise, and signed again.
    stored(batch.from(4, Decisions.many(4, 5)).send(), 9);
    assertThat(count(batch)).isEqualTo("8");
    assertThat(ask("SELECT count(*) FROM decision_batch", batch)).isEqualTo("2");
  }

  @Test
  void ofManySendersAtOnceOneIsStored() throws Exception {
    Decisions batch = Decisions.byMcpGateway().from(1, Decisions.many(1, 50));
    ExecutorService senders = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Response>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Decisions part = i % 2 == 0 ? batch : batch.from(26, Decisions.many(26, 50));
        calls.add(part::send);
      }
      for (Future<Response> answer : senders.invokeAll(calls)) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
      }
    } finally {
      senders.shutdown();
    }
    assertThat(count(batch)).isEqualTo("75");
    stored(batch.send(), 76);
  }

  @Test
  void anotherRecordUnderTheSameNumberIsRefusedWithItsWholeBatch() throws SQLException {
    Decisions batch = Decisions.byMcpGateway().from(1, Decisions.many(1, 2));
    stored(batch.send(), 3);
    List<Object> others = Decisions.many(2, 3);
    others.set(0, Decisions.denied("check_failed"));
    Response answer = batch.from(2, others).send();
    refused(answer, 409, "decision_conflict");
    assertThat(answer.<String>path("error_description")).contains("under number 2 ");
    assertThat(count(batch)).isEqualTo("2");
  }

  @Test
  void theSameNumberInAnotherStreamOrOfAnotherGatewayIsAnother() {
    Decisions batch = Decisions.byMcpGateway();
    stored(batch.send(), 2);
    stored(
        batch
            .with("stream", UUID.randomUUID().toString())
            .with(Decisions.denied("token_expired"))
            .send(),
        2);
    Decisions other = Decisions.by("http-gateway", Acme.HTTP_GATEWAY);
    stored(
        other
            .with("stream", batch.jws().claim("stream"))
            .with(Decisions.denied("token_expired"))
            .send(),
        2);
  }

  @Test
  void aGapIsTold_andFilled() throws SQLException {
    Decisions batch = Decisions.byMcpGateway();
    stored(batch.from(4, Decisions.many(4, 2)).send(), 1);
    stored(batch.from(1, Decisions.many(1, 2)).send(), 3);
    stored(batch.from(8, Decisions.many(8, 1)).send(), 3);
    stored(batch.from(3, Decisions.many(3, 1)).send(), 6);
    stored(batch.from(6, Decisions.many(6, 2)).send(), 9);
    assertThat(count(batch)).isEqualTo("8");
  }

  @Test
  void onlyAKeyOfTheGatewayWillDo() {
    Decisions batch = Decisions.byMcpGateway();
    refused(batch.signedBy(Acme.ATTACKER).send(), 401, "decisions_signature_invalid");
    refused(
        Decisions.by("mcp-gateway", Acme.HTTP_GATEWAY).send(), 401, "decisions_signature_invalid");
    refused(
        Decisions.by("mcp-gateway", Acme.ORCHESTRATOR).send(), 401, "decisions_signature_invalid");
    refused(Decisions.by("nobody", Acme.ATTACKER).send(), 401, "gateway_unknown");
    refused(Decisions.by("spare-gateway", Acme.ATTACKER).send(), 401, "gateway_unknown");
    refused(Decisions.by("orchestrator", Acme.ORCHESTRATOR).send(), 401, "gateway_unknown");
    refused(
        Decisions.by("mcp-gateway", Acme.SUMMARIZER).send(), 401, "decisions_signature_invalid");
  }

  @Test
  void onlyASignedBatchWillDo() {
    Decisions batch = Decisions.byMcpGateway();
    refused(Decisions.send(""), 400, "decisions_malformed");
    refused(Decisions.send("{}"), 400, "decisions_malformed");
    refused(batch.header("typ", "JWT").send(), 400, "decisions_malformed");
    refused(batch.header("alg", "none").send(), 400, "decisions_malformed");
    refused(batch.header("crit", List.of("x")).send(), 400, "decisions_malformed");
    refused(batch.with("gateway", 7).send(), 400, "decisions_malformed");
    refused(batch.with("more", 1).send(), 400, "decisions_malformed");
    refused(batch.with("from", 0).send(), 400, "decisions_malformed");
    refused(batch.with(Map.of("verdict", "allowed")).send(), 400, "decisions_malformed");
    refused(batch.with(Decisions.denied("a_reason_to_come")).send(), 400, "decisions_malformed");
  }

  @Test
  void anAssertionOfTheGatewayIsNoBatch() {
    AcmeKey key = Acme.MCP_GATEWAY;
    refused(
        Decisions.send(Acme.assertion("mcp-gateway", key).compact()), 400, "decisions_malformed");
  }

  @Test
  void theBodyIsBoundedAndOfItsType() {
    refused(Decisions.send("a".repeat(DecisionBatch.MAX_JWS_BYTES + 1)), 413, "body_too_large");
    given()
        .contentType("application/json")
        .body("{}")
        .post("/audit/decisions")
        .then()
        .statusCode(415)
        .body("reason", equalTo("media_type_unsupported"))
        .body("error_description", equalTo("send a signed batch: application/jose"));
  }

  @Test
  void aTokenIsKeptWithoutItsSecret_andRefusedWithIt() throws Exception {
    Bytes token = TokenText.read(Call.byOrchestrator().token());
    TokenBlocks blocks = TokenBlocks.of(token);
    Decisions batch = Decisions.byMcpGateway();
    refused(batch.with("tokens", List.of(token.toBase64Url())).send(), 400, "decisions_malformed");
    List<String> twice = List.of(blocks.bytes().toBase64Url(), blocks.bytes().toBase64Url());
    stored(batch.with("tokens", twice).send(), 2);
    stored(batch.with("tokens", twice).from(2, Decisions.many(2, 1)).send(), 3);
    assertThat(
            database.ask(
                "SELECT encode(blocks, 'hex') FROM decision_token WHERE digest = '\\x"
                    + blocks.digest().toHex()
                    + "'"))
        .isEqualTo(blocks.bytes().toHex());
  }

  /** Anybody can write such a token; it must not keep a gateway from delivering. */
  @Test
  void whatAHostileTokenClaimsIsStored() throws Exception {
    String hostile = "\u0000" + "\u202e'\"\\".repeat(3_000) + "\ud83d\ude00".repeat(3_000);
    Map<String, Object> token = new LinkedHashMap<>();
    token.put("standing", "claimed");
    token.put("digest", "A".repeat(43));
    token.put("issuer", hostile);
    token.put("chain", UUID.randomUUID().toString());
    token.put("hop", UUID.randomUUID().toString());
    token.put("user", Map.of("issuer", hostile, "subject", hostile));
    token.put("agents", List.of(hostile, "b\u0000", "c"));
    Map<String, Object> record = new LinkedHashMap<>(Decisions.denied("signature_invalid"));
    record.put("token", token);
    record.put("route", "a\u0000b");
    record.put(
        "requests",
        List.of(
            Map.of(
                "request",
                Map.of(
                    "type",
                    "mcp",
                    "server",
                    "https://mcp.acme.example/github",
                    "operation",
                    "tools/call",
                    "name",
                    "create_issue",
                    "arguments",
                    Map.of("repo", hostile)))));
    Decisions batch = Decisions.byMcpGateway().with(record);
    stored(batch.send(), 2);
    stored(batch.send(), 2);
    DecisionRecord read = DecisionRecordJson.read(ask("SELECT content FROM decision", batch));
    assertThat(read.token())
        .isInstanceOfSatisfying(
            RecordedToken.Claimed.class,
            claimed -> assertThat(claimed.claims().user().subject()).isEqualTo(hostile));
    assertThat(ask("SELECT agents[3] || names[1] || standing FROM decision", batch))
        .isEqualTo("ccreate_issueclaimed");
  }

  @Test
  void theLargestBatchIsStored() throws SQLException {
    Decisions batch = Decisions.byMcpGateway().from(1, Decisions.many(1, 1_000));
    stored(batch.send(), 1_001);
    assertThat(count(batch)).isEqualTo("1000");
  }

  @Test
  void whatCannotBeRecordedIsNotStored() throws SQLException {
    Decisions batch = Decisions.byMcpGateway();
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      statement.execute("REVOKE INSERT ON decision FROM deputy_issuer");
      try {
        refused(batch.send(), 503, "record_unavailable");
      } finally {
        statement.execute("GRANT INSERT ON decision TO deputy_issuer");
      }
    }
    assertThat(ask("SELECT count(*) FROM decision_batch", batch)).isEqualTo("0");
    stored(batch.send(), 2);
  }
}
