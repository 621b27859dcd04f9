package io.deputy.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.capability.Pointer;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Agent;
import io.deputy.gateway.gate.CentralPolicy;
import io.deputy.json.DecisionRecordJson;
import io.deputy.minting.Minted;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.DecisionRecord.Verdict;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.Redaction;
import io.deputy.verify.TokenBlocks;
import io.deputy.verify.Trust;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers of a running gateway leave on record, also those who are turned away. */
class GateRecorderTest {
  private static final String PAGES =
      """
      [{"type":"http","server":"https://wiki.acme.example","methods":["GET"],
        "paths":{"prefix":"/pages/"},"query":{"wildcard":true}}]\
      """;

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @TempDir Path home;

  private volatile CentralPolicy.Consent consent = CentralPolicy.Consent.GIVEN;
  private Records records;
  private Acme acme;

  @BeforeEach
  void start() throws Exception {
    records = Records.open(home.resolve("records"), RecordLimits.STANDARD);
    acme =
        new Acme(
            home,
            (caller, asked) -> CompletableFuture.completedFuture(consent),
            new GateRecorder(
                records,
                Redaction.of(Set.of(new Pointer("/body"))),
                () -> Trust.none(Acme.ISSUER, System::nanoTime)));
    acme.routes(
        """
        routes:
          - id: wiki
            type: http
            path: /wiki
            server: https://wiki.acme.example
            bearer: true
            upstream: { url: http://localhost:1 }
          - id: github
            type: mcp
            path: /github
            server: https://mcp.acme.example/github
            bearer: true
            upstream: { url: "%s" }
          - id: chat
            type: model
            api: openai
            path: /chat
            server: https://models.acme.example
            bearer: true
            upstream: { url: http://localhost:1 }
          - id: booking
            type: agent
            path: /booking
            server: https://agents.acme.example/booking
            bearer: true
            upstream: { url: http://localhost:1 }
        """
            .formatted(acme.upstream((request, body) -> initialized(request))));
  }

  private static void initialized(HttpServerRequest request) {
    request
        .response()
        .putHeader("content-type", "application/json")
        .putHeader("mcp-session-id", "session-1")
        .end("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"2025-06-18\"}}");
  }

  @AfterEach
  void stop() throws Exception {
    acme.close();
    records.close();
  }

  private int get(String authorization) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(acme.url() + "/wiki/pages/a"))
                .header("Authorization", authorization)
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private Spool.Batch batch(int size) throws Exception {
    for (int i = 0; i < 100 && records.recorded() < size; i++) {
      Thread.sleep(50);
    }
    return records.spool().read(1, Optional.empty(), 10, 1 << 20).batch();
  }

  @Test
  void aTokenThatIsRefusedIsRecordedAsAClaim_withItsBlocks() throws Exception {
    String token = Acme.text(acme.mint(new Agent("reader").holder(), PAGES));

    assertThat(get("DPoP " + token)).isEqualTo(401);

    Spool.Batch batch = batch(1);
    DecisionRecord record = DecisionRecordJson.read(batch.records().get(0));
    assertThat(record.token())
        .isInstanceOfSatisfying(
            RecordedToken.Claimed.class,
            claimed -> {
              assertThat(claimed.claims().agents()).containsExactly("reader");
              assertThat(batch.tokens())
                  .extracting(TokenBlocks::digest)
                  .containsExactly(claimed.digest());
            });
    assertThat(record.verdict()).isInstanceOf(Verdict.Denied.class);
  }

  @Test
  void whatIsNoTokenIsRecordedToo() throws Exception {
    assertThat(get("Bearer AAAA")).isEqualTo(401);

    DecisionRecord record = DecisionRecordJson.read(batch(1).records().get(0));
    assertThat(record.token()).isInstanceOf(RecordedToken.Unreadable.class);
    assertThat(record.verdict().why()).contains(Reason.TOKEN_MALFORMED);
    assertThat(record.trace()).contains(TRACE);
  }

  @Test
  void whatPassesIsRecordedAsVerified() throws Exception {
    String token = Acme.text(acme.mint(Acme.bearer("reader"), PAGES));

    // Nobody is there behind it.
    assertThat(get("Bearer " + token)).isEqualTo(502);

    DecisionRecord record = DecisionRecordJson.read(batch(1).records().get(0));
    assertThat(record.token()).isInstanceOf(RecordedToken.Verified.class);
    assertThat(record.verdict()).isEqualTo(new Verdict.Allowed());
    assertThat(record.bundle()).isPresent();
    assertThat(record.route()).contains("wiki");

    consent = CentralPolicy.Consent.UNASKED;
    get("Bearer " + token);
    assertThat(record(2).verdict()).isEqualTo(new Verdict.Allowed(true));
  }

  private HttpResponse<String> post(String path, String token, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(acme.url() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The last of so many records. */
  private DecisionRecord record(int number) throws Exception {
    return DecisionRecordJson.read(batch(number).records().get(number - 1));
  }

  @Test
  void aMessageThatCannotBeReadIsRecordedWithWhoSentIt() throws Exception {
    String token = Acme.text(acme.mint(Acme.bearer("reader"), PAGES));
    Map<String, String> messages = new LinkedHashMap<>();
    messages.put("/github", "[]");
    messages.put("/github/below", "{}");
    messages.put("/chat/v1/chat/completions", "{");
    messages.put("/chat/v1/elsewhere", "{}");
    messages.put("/booking", "{");
    messages.put("/wiki/pages//a", "");
    int sent = 0;
    for (Map.Entry<String, String> message : messages.entrySet()) {
      assertThat(post(message.getKey(), token, message.getValue()).statusCode() / 100).isIn(2, 4);

      DecisionRecord record = record(++sent);
      assertThat(record.token()).as(message.getKey()).isInstanceOf(RecordedToken.Verified.class);
      assertThat(record.verdict()).isInstanceOf(Verdict.Denied.class);
      assertThat(record.requests()).isEmpty();
      assertThat(record.route()).contains(message.getKey().split("/", 3)[1]);
    }
  }

  @Test
  void pagesOfOthersAreRecordedAsFarAsTheyAreKnown() throws Exception {
    String token = Acme.text(acme.mint(Acme.bearer("reader"), PAGES));

    assertThat(post("/github", token, "{}", "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);

    assertThat(record(1).token()).isInstanceOf(RecordedToken.Claimed.class);
    assertThat(record(1).verdict().why()).contains(Reason.REQUEST_MALFORMED);
  }

  @Test
  void whatBelongsToASessionNamesTheHopThatOpenedIt() throws Exception {
    String tools =
        """
        [{"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/list"],
          "names":{"wildcard":true},"arguments":{},"other_arguments":"allow"}]\
        """;
    Minted mine = acme.mint(Acme.bearer("reader"), tools);
    String initialize =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}}";
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}";

    var opened = post("/github", Acme.text(mine), initialize);
    assertThat(opened.headers().firstValue("mcp-session-id")).contains("session-1");
    assertThat(record(1).sessionHop()).isEmpty();

    post("/github", Acme.text(mine), ping, "Mcp-Session-Id", "session-1");
    assertThat(record(2).sessionHop()).contains(mine.chain().last().id());

    String others = Acme.text(acme.mint(Acme.bearer("thief"), tools));
    assertThat(post("/github", others, ping, "Mcp-Session-Id", "session-1").statusCode())
        .isEqualTo(404);
    assertThat(record(3).sessionHop()).isEmpty();
    assertThat(record(3).verdict().why()).contains(Reason.SESSION_UNKNOWN);
    assertThat(record(3).requests()).isEmpty();
  }
}
