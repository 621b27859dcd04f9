package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.Bytes;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.export.OcsfSchema;
import io.deputy.issuer.log.TransparencyLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Auditors take the record with them, in lines. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class ExportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String user = "user-" + UUID.randomUUID();

  @Inject OwnerConnection database;
  @Inject TransparencyLog log;

  private static Response get(String format, String... query) {
    var request = Admin.auditing().urlEncodingEnabled(true);
    for (int i = 0; i < query.length; i += 2) {
      request.queryParam(query[i], query[i + 1]);
    }
    return request.get("/audit/export/" + format);
  }

  private static List<JsonNode> lines(Response answer) throws IOException {
    answer.then().statusCode(200).contentType("application/x-ndjson");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : answer.asString().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  /** Three hops, the last of them revoked; three decisions, one of which hides an argument. */
  private Delegated recorded() {
    Delegated chain = Delegated.from(user);
    TokenForm.revocation(Acme.operator())
        .with("hop", chain.third().hop())
        .with("purpose", "lost \"laptop\"")
        .send()
        .statusCode(200);
    Instant at = Instant.parse("2026-11-24T09:00:00Z");
    Map<String, Object> hidden =
        new TreeMap<>(Decisions.about(chain.second(), user, "hide", Optional.empty(), at));
    Map<?, ?> request = (Map<?, ?>) ((List<?>) hidden.get("requests")).get(0);
    hidden.put(
        "requests",
        List.of(Map.of("request", request.get("request"), "redacted", List.of("/secret"))));
    Decisions.byMcpGateway()
        .from(
            1,
            List.of(
                hidden,
                Decisions.about(
                    chain.third(), user, "late", Optional.of("token_revoked"), at.plusSeconds(2)),
                Decisions.about(
                    chain.second(), user, "no", Optional.of("check_failed"), at.plusSeconds(1))))
        .send()
        .then()
        .statusCode(200);
    return chain;
  }

  @Test
  void theRowsOfAChainAndAManifestOfTheirBytes() throws Exception {
    Delegated chain = recorded();
    log.advance();
    Response answer = get("jsonl", "chain", chain.second().hop());
    List<JsonNode> lines = lines(answer);
    assertThat(lines.stream().map(line -> line.get("type").textValue()))
        .containsExactly(
            "hop", "hop", "hop", "revocation", "decision", "decision", "decision", "manifest");
    JsonNode third = lines.get(2);
    assertThat(third.get("parent").textValue()).isEqualTo(chain.second().hop());
    assertThat(third.get("user").get("subject").textValue()).isEqualTo(user);
    assertThat(third.get("authorization_details").get(0).get("type").textValue()).isEqualTo("mcp");
    JsonNode revocation = lines.get(3);
    assertThat(third.get("revoked_by")).isEqualTo(revocation.get("cursor"));
    assertThat(lines.get(1).has("revoked_by")).isFalse();
    assertThat(revocation.get("revoked").get("hop").textValue()).isEqualTo(chain.third().hop());
    assertThat(lines.get(4).at("/record/requests/0/redacted/0").textValue()).isEqualTo("/secret");
    assertThat(lines.get(5).at("/record/reason").textValue()).isEqualTo("check_failed");
    JsonNode manifest = lines.get(7);
    assertThat(manifest.at("/filter/chain").textValue()).isEqualTo(chain.second().hop());
    requireParts(manifest, answer.asByteArray(), 3, 1, 3);
    assertThat(manifest.at("/checkpoint/note").textValue())
        .isEqualTo(RestAssured.get("/audit/log/checkpoint").asString())
        .contains("\n" + manifest.at("/checkpoint/size").longValue() + "\n");
  }

  /** The parts follow one another, each with as many bytes as the manifest says, and those. */
  private static void requireParts(JsonNode manifest, byte[] all, int... rows) {
    int from = 0;
    int at = 0;
    for (JsonNode part : manifest.get("parts")) {
      int bytes = part.get("bytes").intValue();
      Bytes content = Bytes.of(Arrays.copyOfRange(all, from, from + bytes));
      assertThat(part.get("sha256").textValue()).isEqualTo(content.sha256().toHex());
      assertThat(part.get("rows").intValue()).isEqualTo(rows[at++]);
      from += bytes;
    }
    assertThat(at).isEqualTo(rows.length);
  }

  @Test
  void eventsAreAsOcsfWantsThem() throws Exception {
    Delegated chain = recorded();
    List<JsonNode> lines = lines(get("ocsf", "user", user, "user_issuer", Acme.IDP));
    assertThat(lines).hasSize(8);
    lines.subList(0, 7).forEach(OcsfSchema::require);
    assertThat(lines.stream().map(line -> line.path("type_uid").asInt()))
        .containsExactly(300301, 300301, 300301, 300409, 600399, 600399, 600399, 0);
    assertThat(lines.get(2).at("/session/uid").textValue()).isEqualTo(chain.third().hop());
    assertThat(lines.get(3).at("/entity/uid").textValue()).isEqualTo(chain.third().hop());
    assertThat(lines.get(4).at("/actor/user/uid").textValue()).isEqualTo(user);
    assertThat(lines.get(4).at("/actor/app_uid").textValue()).isEqualTo("summarizer");
    JsonNode claimed = lines.get(6);
    assertThat(claimed.get("status_code").textValue()).isEqualTo("token_revoked");
    assertThat(claimed.get("actor").toString()).isEqualTo("{\"app_uid\":\"unknown\"}");
    assertThat(claimed.at("/unmapped/claimed_token/user_subject").textValue()).isEqualTo(user);
    assertThat(lines.get(7).get("lines").textValue()).isEqualTo("ocsf-1.8.0");
  }

  @Test
  void whatIsFilteredOutIsNotThere() throws Exception {
    Delegated chain = recorded();
    String id = chain.first().chain();
    List<JsonNode> ofAgent = lines(get("jsonl", "agent", "summarizer", "chain", id));
    assertThat(ofAgent.get(0).get("actor").textValue()).isEqualTo("orchestrator");
    assertThat(lines(get("jsonl", "chain", id, "only", "hops"))).hasSize(4);
    assertThat(lines(get("jsonl", "user", user, "until", "2020-01-01"))).hasSize(1);
    assertThat(lines(get("jsonl", "user", user, "only", "decisions", "verdict", "allowed")))
        .hasSize(2);
    assertThat(lines(get("jsonl", "user", user, "from", "2026-11-24T09:00:02Z"))).hasSize(6);
    assertThat(lines(get("jsonl", "user", user, "agent", "courier"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "xml, user, bob, parameter_invalid",
    "jsonl, only, everything, parameter_invalid",
    "jsonl, verdict, denied, parameter_invalid",
    "ocsf, limit, 2, parameter_unsupported",
  })
  void whatMakesNoSenseIsRefused(String format, String name, String value, String reason) {
    get(format, name, value).then().statusCode(400).body("reason", equalTo(reason));
  }

  @Test
  void nobodyElseGetsIt() {
    given().get("/audit/export/jsonl").then().statusCode(401);
    Admin.olivia().get("/audit/export/jsonl").then().statusCode(403);
  }

  /** Rows are read from the database while the answer is under way; without all, no manifest. */
  @Test
  void anExportThatBreaksOffHasNoManifest() throws Exception {
    fill(4_000, 10_000);
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:" + RestAssured.port + "/audit/export/jsonl?user=" + user))
            .header(
                "Authorization",
                "Bearer " + Acme.operator().with("scope", "deputy:audit").compact())
            .build();
    var answer = client.send(request, BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    List<String> read = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      read.add(lines.readLine());
      try (InputStream other = client.send(request, BodyHandlers.ofInputStream()).body()) {
        assertThat(other.read()).isPositive();
        get("jsonl").then().statusCode(429).body("reason", equalTo("rate_limited"));
      }
      assertThat(
              database.ask(
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                      + " WHERE query LIKE 'FETCH % FROM decisions'"))
          .isNotEqualTo("0");
      assertThatThrownBy(
              () -> {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  read.add(line);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(read).hasSizeLessThan(4_000).noneMatch(line -> line.contains("manifest"));
  }

  /** Decisions as nobody delivered them: many, and large. */
  private void fill(int rows, int size) throws Exception {
    String batch = UUID.randomUUID().toString();
    try (Connection owner = database.asOwner();
        Statement statement = owner.createStatement()) {
      owner.setAutoCommit(false);
      statement.execute(
          """
          INSERT INTO decision_batch (id, gateway, stream, first, last, next, jws, client_address,
            trace)
          VALUES ('%1$s', 'mcp-gateway', '%1$s', 1, %2$d, %3$d, 'none', '-', '-');
          ALTER TABLE decision DISABLE TRIGGER refuse_second;
          INSERT INTO decision (gateway, stream, number, batch, decided_at, verdict, reason,
            standing, user_issuer, user_subject, agents, servers, names, content)
          SELECT 'mcp-gateway', '%1$s', n, '%1$s', '2020-01-01', 'denied', 'token_expired', 'none',
            'i', '%4$s', '{}', '{}', '{}', '{"filler":"' || repeat('x', %5$d) || '"}'
          FROM generate_series(1, %2$d) AS n;
          ALTER TABLE decision ENABLE ALWAYS TRIGGER refuse_second;
          """
              .formatted(batch, rows, rows + 1, user, size));
      owner.commit();
    }
  }
}
