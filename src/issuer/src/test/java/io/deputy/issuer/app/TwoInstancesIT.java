package io.deputy.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.Jwt;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two issuers on one database: what one has seen once, the other does not take again; and what both
 * recorded is replayed by the packaged program.
 */
class TwoInstancesIT {
  private static final String TOKEN_TYPE = "urn:deputy:params:oauth:token-type:biscuit";

  @TempDir static Path home;

  private static final List<byte[]> SPANS = new CopyOnWriteArrayList<>();

  private static EmbeddedPostgres server;
  private static HttpServer collector;
  private static IssuerProcess one;
  private static IssuerProcess other;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    Acme.writeDirectory(home);
    server = EmbeddedPostgres.builder().setServerConfig("unix_socket_directories", "").start();
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          SPANS.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
    String[] settings = {
      "-Dotel.exporter.otlp.endpoint=http://localhost:" + collector.getAddress().getPort(),
      "-Dotel.bsp.schedule.delay=50",
      "-Ddeputy.database.url=jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres",
      "-Ddeputy.database.username=postgres",
      "-Ddeputy.database.password=postgres"
    };
    one = IssuerProcess.start(home, settings);
    other = IssuerProcess.start(home, settings);
  }

  @AfterAll
  static void stop() throws Exception {
    one.stop();
    other.stop();
    server.close();
    collector.stop(0);
  }

  private HttpResponse<String> ask(IssuerProcess issuer, Jwt proof, Map<String, String> form)
      throws Exception {
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + issuer.port() + "/token/exchange"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("DPoP", proof.compact())
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Map<String, String> form(Jwt assertion) {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    form.put("client_assertion", assertion.compact());
    form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    return form;
  }

  private static Map<String, String> first() {
    Map<String, String> form = form(Acme.assertion("orchestrator", Acme.ORCHESTRATOR));
    form.put("subject_token", Acme.alice("orchestrator").compact());
    form.put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
    form.put("authorization_details", Acme.ISSUES);
    return form;
  }

  /** A proof with a nonce that {@code issuer} gave out. */
  private Jwt proof(IssuerProcess issuer) throws Exception {
    String nonce =
        ask(issuer, Acme.proof(Acme.ORCHESTRATOR), first())
            .headers()
            .firstValue("DPoP-Nonce")
            .orElseThrow();
    return Acme.proof(Acme.ORCHESTRATOR).with("nonce", nonce);
  }

  /** The span of a trace, as it came over the wire. */
  private static String spanOf(String trace) throws Exception {
    String id = new String(HexFormat.of().parseHex(trace), StandardCharsets.ISO_8859_1);
    while (true) {
      for (byte[] spans : SPANS) {
        String text = new String(spans, StandardCharsets.ISO_8859_1);
        if (text.contains(id)) {
          return text;
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static String traceOfTheLastHop() throws Exception {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT trace FROM hop ORDER BY issued_at DESC LIMIT 1")) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  @Test
  @Timeout(60)
  void theHopIsOnTheTraceOfTheSpanOfItsExchange() throws Exception {
    assertThat(ask(one, proof(one), first()).statusCode()).isEqualTo(200);

    assertThat(spanOf(traceOfTheLastHop()))
        .contains("deputy-issuer", "exchange", "issued")
        .doesNotContain("alice", "orchestrator", "create_issue");
  }

  private static String member(HttpResponse<String> answer, String name) throws Exception {
    return new ObjectMapper().readTree(answer.body()).path(name).asText();
  }

  @Test
  void aNonceOfOneInstanceIsGoodAtTheOtherAndAProofCountsOnceAtBoth() throws Exception {
    Jwt proof = proof(one);
    assertThat(ask(other, proof, first()).statusCode()).isEqualTo(200);
    HttpResponse<String> again = ask(one, proof, first());
    assertThat(member(again, "reason")).isEqualTo("dpop_proof_replayed");
    assertThat(member(again, "error")).isEqualTo("invalid_dpop_proof");
  }

  @Test
  void aConsentCountsOnceAtBoth() throws Exception {
    String parent = member(ask(one, proof(one), first()), "access_token");
    Jwt consent =
        Acme.consent("orchestrator", Acme.ORCHESTRATOR, parent, "researcher", Acme.RESEARCHER);
    assertThat(pull(one, parent, consent).statusCode()).isEqualTo(200);
    assertThat(member(pull(other, parent, consent), "reason")).isEqualTo("consent_replayed");
  }

  private HttpResponse<String> pull(IssuerProcess issuer, String parent, Jwt consent)
      throws Exception {
    Map<String, String> form = form(Acme.assertion("researcher", Acme.RESEARCHER));
    form.put("subject_token", parent);
    form.put("subject_token_type", TOKEN_TYPE);
    form.put("authorization_details", Acme.SEARCH);
    form.put("consent", consent.compact());
    Jwt nonced = proof(issuer);
    return ask(issuer, Acme.proof(Acme.RESEARCHER).with("nonce", nonced.claim("nonce")), form);
  }

  @Test
  void anAuditorReplaysWhatBothRecorded() throws Exception {
    assertThat(ask(one, proof(one), first()).statusCode()).isEqualTo(200);
    String token = member(ask(other, proof(other), first()), "access_token");
    String chain = UnverifiedChain.read(TokenText.read(token)).id().toString();
    try (Connection owner = server.getPostgresDatabase().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(
          "CREATE ROLE "
              + PackagedReplay.LOGIN
              + " LOGIN PASSWORD '"
              + PackagedReplay.PASSWORD
              + "' IN ROLE deputy_auditor");
      PackagedReplay replay = replay();
      PackagedReplay.Ran all = replay.run("--all", "--threads", "2", "--json");
      assertThat(all.out()).as(all.err()).hasSizeGreaterThanOrEqualTo(4);
      // For which token a consent was given is not recomputable; another test may have left one.
      assertThat(all.out()).noneMatch(line -> line.contains("\"outcome\":\"different\""));
      assertThat(all.exit()).isIn(0, 2);
      assertThat(replay.run(chain).exit()).isZero();
      List<String> chains = all.out().stream().filter(l -> l.startsWith("{\"chain\"")).toList();
      PackagedReplay.Ran resumed =
          replay.run("--all", "--json", "--after", chains.get(0).substring(10, 46));
      assertThat(resumed.err()).startsWith("replayed " + (chains.size() - 1) + " chains");
      statement.execute("ALTER TABLE hop DISABLE TRIGGER append_only");
      statement.execute("UPDATE hop SET client_address = '10.0.0.1' WHERE chain = '" + chain + "'");
      statement.execute("ALTER TABLE hop ENABLE ALWAYS TRIGGER append_only");
      PackagedReplay.Ran changed = replay.run(token);
      assertThat(changed.exit()).as(changed.err()).isEqualTo(1);
      assertThat(changed.out().get(0)).startsWith("chain " + chain + ": not as recorded");
      assertThat(replay.run("--all").exit()).isEqualTo(1);
      assertThat(replay.run(UUID.randomUUID().toString()).exit()).isEqualTo(2);
    }
  }

  /** With the keys as they are published. */
  private PackagedReplay replay() throws Exception {
    Path folder = Files.createDirectories(home.resolve("audit"));
    Files.writeString(folder.resolve("jwks.json"), get("/.well-known/jwks.json"));
    return new PackagedReplay(
        folder, "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres");
  }

  private String get(String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + one.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
