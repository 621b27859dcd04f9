package io.deputy.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.capability.Rights;
import io.deputy.gateway.acme.Acme;
import io.deputy.json.RightsJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents and servers could try, each through a running gateway to a server that obeys. */
class McpAttacksTest {
  private static final String RIGHTS =
      """
      [{"type":"mcp","server":"https://mcp.acme.example/files","methods":["tools/call"],
        "names":["read","wipe"],"arguments":{"/path":{"prefix":"/home/"}},
        "other_arguments":"allow"},
       {"type":"mcp","server":"https://mcp.acme.example/files",
        "methods":["resources/read","subscriptions/listen","resources/subscribe"],
        "names":{"prefix":"file:///home/"},"arguments":{},"other_arguments":"allow"}]""";
  private static final String ELSEWHERE =
      """
      [{"type":"mcp","server":"https://mcp.acme.example/mail","methods":["tools/call"],
        "names":["read"],"arguments":{},"other_arguments":"allow"}]""";

  private static final String LIST =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"read\"},{\"name\":\"wipe\"},"
          + "{\"name\":\"secret\"}],\"nextCursor\":\"next\",\"ttlMs\":9,\"cacheScope\":\"public\"}}";
  private static final String DONE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[]}}";
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final List<String> got = new CopyOnWriteArrayList<>();

  @TempDir static Path home;

  private static Acme acme;
  private static String token;
  private static volatile Consumer<HttpServerRequest> upstream;

  @BeforeAll
  static void start() throws Exception {
    acme = new Acme(home);
    String server =
        acme.upstream(
            (request, body) -> {
              got.add(request.method() + " " + request.headers() + "\n" + body);
              upstream.accept(request);
            });
    acme.routes(
        """
        routes:
          - id: files
            type: mcp
            path: /files
            server: https://mcp.acme.example/files
            bearer: true
            destructive: [wipe]
            emergency: PT5M
            scopes:
              files.read:
                - { type: mcp, server: "https://mcp.acme.example/files", methods: [tools/call],
                    names: [read], arguments: {}, other_arguments: allow }
            upstream: { url: "%s/mcp" }
        """
            .formatted(server));
    token = Acme.text(acme.mint(Acme.bearer("agent"), RIGHTS));
  }

  @AfterAll
  static void stop() {
    acme.close();
  }

  @BeforeEach
  void forget() {
    got.clear();
    upstream = request -> json(request.response(), DONE);
  }

  private static void json(HttpServerResponse response, String body) {
    response.putHeader("content-type", "application/json").end(body);
  }

  private static void events(HttpServerResponse response, String events) {
    response.setChunked(true).putHeader("content-type", "text/event-stream");
    response.write(events.substring(0, 9));
    response.end(events.substring(9));
  }

  private static HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create(acme.url() + "/files"))
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json, text/event-stream")
        .header("Content-Type", "application/json");
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(HttpRequest.Builder request, String body)
      throws Exception {
    return send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> post(String body) throws Exception {
    return post(request(), body);
  }

  private static String call(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
  }

  private static String read(String path) {
    return call("tools/call", "{\"name\":\"read\",\"arguments\":{\"path\":\"" + path + "\"}}");
  }

  private static HttpRequest.Builder modern(String method, String name) {
    return request()
        .header("MCP-Protocol-Version", "2026-07-28")
        .header("Mcp-Method", method)
        .header("Mcp-Name", name);
  }

  private static String modernRead(String path) {
    return call(
        "tools/call", "{\"name\":\"read\",\"arguments\":{\"path\":\"" + path + "\"}," + META + "}");
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String reason)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(error(answer).path("data").path("reason").asText()).isEqualTo(reason);
    assertThat(got).isEmpty();
  }

  private static JsonNode error(HttpResponse<String> answer) throws Exception {
    return JSON.readTree(answer.body()).path("error");
  }

  private static HttpResponse<String> open(String session) throws Exception {
    upstream =
        request -> {
          request.response().putHeader("Mcp-Session-Id", session);
          json(request.response(), DONE);
        };
    HttpResponse<String> answer = post(call("initialize", "{\"protocolVersion\":\"2025-11-25\"}"));
    assertThat(answer.headers().firstValue("mcp-session-id")).contains(session);
    got.clear();
    upstream = request -> json(request.response(), DONE);
    return answer;
  }

  @Test
  void theBytesThatWereDecidedPassWithoutTheToken() throws Exception {
    String body = " " + read("/home/a").replace(":1,", ": 1 ,") + "\n";
    HttpResponse<String> answer = post(request().header("Accept-Encoding", "gzip"), body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(DONE);
    assertThat(got).hasSize(1);
    assertThat(got.get(0))
        .endsWith("\n" + body)
        .doesNotContainIgnoringCase("authorization")
        .doesNotContainIgnoringCase("accept-encoding")
        .doesNotContain(token);
  }

  @Test
  void argumentsBeyondTheRightsAreRefusedAndSayWhatToAskFor() throws Exception {
    HttpResponse<String> answer = post(read("/etc/passwd"));
    assertRefused(answer, 403, "request_not_within_rights");
    assertThat(answer.headers().firstValue("www-authenticate").orElse(""))
        .contains("insufficient_scope", "scope=\"files.read\"", "resource_metadata=");
    assertThat(error(answer).path("data").path("authorization_details").isArray()).isTrue();
    assertThat(error(answer).path("code").asInt()).isEqualTo(Acme.DENIED);
    assertThat(JSON.readTree(answer.body()).path("id").asInt()).isEqualTo(1);
  }

  @Test
  void theCodeOfADenialMustHaveNoMeaningYet() {
    for (int taken : new int[] {-32768, -32602, -32001, -32000}) {
      assertThatThrownBy(() -> new Replies(null, taken)).hasMessageContaining("reserved");
    }
  }

  @Test
  void aHiddenToolIsAnsweredLikeOneThatIsNot() throws Exception {
    HttpResponse<String> hidden = post(call("tools/call", "{\"name\":\"secret\"}"));
    HttpResponse<String> absent = post(call("tools/call", "{\"name\":\"nosuch\"}"));
    assertThat(got).isEmpty();
    assertThat(hidden.statusCode()).isEqualTo(200);
    assertThat(error(hidden).path("code").asInt()).isEqualTo(-32602);
    assertThat(hidden.body().replace("secret", "nosuch")).isEqualTo(absent.body());
    assertThat(hidden.headers().map()).isEqualTo(absent.headers().map());
  }

  @Test
  void aDestructiveToolNeedsATokenForAnEmergency() throws Exception {
    String wipe = call("tools/call", "{\"name\":\"wipe\",\"arguments\":{\"path\":\"/home/a\"}}");
    assertRefused(post(wipe), 403, "break_glass_needed");
    upstream = request -> json(request.response(), LIST);
    assertThat(post(call("tools/list", "{}")).body()).contains("read").doesNotContain("wipe");
    got.clear();

    Rights rights = RightsJson.read(RIGHTS);
    String brief = Acme.text(acme.mint(Acme.bearer("agent"), rights, Duration.ofMinutes(4)));
    HttpRequest.Builder emergency = request().setHeader("Authorization", "Bearer " + brief);
    assertThat(post(emergency, wipe).statusCode()).isEqualTo(200);
    assertThat(got).hasSize(1);
    assertThat(post(emergency, call("tools/list", "{}")).body()).contains("wipe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read\","
            + "\"arguments\":{\"path\":\"/home/a\",\"path\":\"/etc\"}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read\","
            + "\"arguments\":{\"path\":\"/home/a\",\"Path\":\"/etc\"}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}",
        "not json"
      })
  void batchesAndWhatTwoReadersReadDifferentlyAreRefused(String body) throws Exception {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(got).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tools/Call", "rpc.discover", "sampling/createMessage", "server/discover"})
  void anUnknownMethodIsRefused(String method) throws Exception {
    HttpResponse<String> answer = post(call(method, "{\"name\":\"read\"}"));
    assertRefused(answer, 404, "method_unknown");
    assertThat(error(answer).path("code").asInt()).isEqualTo(-32601);
  }

  @Test
  void aCallThatPretendsToBeANotificationIsRefused() throws Exception {
    assertRefused(
        post("{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"secret\"}}"),
        404,
        "method_unknown");
  }

  @Test
  void headersThatAgreePass() throws Exception {
    assertThat(
            post(
                    modern("tools/call", "=?base64?cmVhZA==?=").header("Mcp-Param-Path", "/home/a"),
                    modernRead("/home/a"))
                .statusCode())
        .isEqualTo(200);
    assertThat(got).hasSize(1);
  }

  @Test
  void headersThatSaySomethingElseAreRefused() throws Exception {
    String body = modernRead("/home/a");
    HttpResponse<String> method = post(modern("tools/list", "read"), body);
    assertRefused(method, 400, "message_ambiguous");
    assertThat(error(method).path("code").asInt()).isEqualTo(-32020);
    assertRefused(post(modern("tools/call", "wipe"), body), 400, "message_ambiguous");
    assertRefused(
        post(modern("tools/call", "read").header("Mcp-Param-Path", "/home/b"), body),
        400,
        "message_ambiguous");
    assertRefused(
        post(modern("tools/call", "read").header("Mcp-Name", "read"), body),
        400,
        "message_ambiguous");
    assertRefused(
        post(modern("tools/call", "read").header("Mcp_Name", "wipe"), body),
        400,
        "message_ambiguous");
    assertRefused(post(body), 400, "message_ambiguous");
    assertRefused(
        post(request().header("MCP-Protocol-Version", "2025-11-25"), body),
        400,
        "message_ambiguous");
    assertRefused(
        post(request().header("MCP-Protocol-Version", "2026-07-28"), body),
        400,
        "message_ambiguous");
    assertRefused(
        post(request().header("Mcp-Name", "wipe"), read("/home/a")), 400, "message_ambiguous");
  }

  @Test
  void anUnknownRevisionIsRefused() throws Exception {
    HttpResponse<String> answer =
        post(request().header("MCP-Protocol-Version", "2099-01-01"), read("/home/a"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(error(answer).path("code").asInt()).isEqualTo(-32022);
    assertThat(got).isEmpty();
  }

  @Test
  void pagesOfOtherOriginsAreRefused() throws Exception {
    assertRefused(
        post(request().header("Origin", "https://evil.example"), read("/home/a")),
        403,
        "request_malformed");
    assertThat(post(request().header("Origin", acme.url()), read("/home/a")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void listsAreFilteredAsJsonAndAsEvents() throws Exception {
    upstream = request -> json(request.response(), LIST);
    HttpResponse<String> whole = post(call("tools/list", "{}"));
    assertSeen(whole.body());
    assertThat(whole.headers().firstValue("cache-control").orElse(""))
        .contains("private, no-store");

    upstream = request -> events(request.response(), "event: message\ndata: " + LIST + "\n\n");
    HttpResponse<String> streamed = post(call("tools/list", "{}"));
    assertThat(streamed.headers().firstValue("x-accel-buffering")).contains("no");
    assertSeen(streamed.body().substring(streamed.body().indexOf("data: ") + 6));
  }

  private static void assertSeen(String body) throws Exception {
    JsonNode result = JSON.readTree(body).path("result");
    assertThat(result.path("tools")).hasSize(1);
    assertThat(result.path("tools").path(0).path("name").asText()).isEqualTo("read");
    assertThat(result.path("nextCursor").asText()).isEqualTo("next");
    assertThat(result.path("ttlMs").asInt()).isZero();
    assertThat(result.path("cacheScope").asText()).isEqualTo("private");
  }

  @Test
  void aListThatComesAsTheAnswerToSomethingElseIsFilteredToo() throws Exception {
    upstream = request -> json(request.response(), LIST);
    assertThat(post(read("/home/a")).body()).doesNotContain("secret");
    upstream = request -> events(request.response(), "event: message\ndata: " + LIST + "\n\n");
    assertThat(post(read("/home/a")).body()).contains("read").doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":null,\"x\":\"secret\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null,\"x\":\"secret\"}",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"secret\"}]}}]",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[],\"tools\":[{\"name\":\"secret\"}]}}",
        "secret",
        ""
      })
  void aListThatCannotBeReadDoesNotPass(String list) throws Exception {
    upstream = request -> json(request.response(), list);
    HttpResponse<String> answer = post(call("tools/list", "{}"));
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void aListInAnotherTypeOrEncodingDoesNotPass() throws Exception {
    upstream = request -> request.response().putHeader("content-type", "text/html").end(LIST);
    assertThat(post(call("tools/list", "{}")).statusCode()).isEqualTo(502);
    upstream =
        request -> {
          request.response().putHeader("content-encoding", "gzip");
          json(request.response(), LIST);
        };
    assertThat(post(call("tools/list", "{}")).statusCode()).isEqualTo(502);
    upstream = request -> json(request.response(), LIST + " ".repeat(Catalogue.MAX_MESSAGE));
    assertThat(post(call("tools/list", "{}")).statusCode()).isEqualTo(502);
    upstream = request -> request.response().setStatusCode(500).end("secret");
    HttpResponse<String> failed = post(call("tools/list", "{}"));
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).isEmpty();
    upstream = request -> request.response().setStatusCode(401).end();
    assertThat(post(call("tools/list", "{}")).statusCode()).isEqualTo(502);
  }

  @Test
  void listsNeedSomeRightOnTheServer() throws Exception {
    String other = Acme.text(acme.mint(Acme.bearer("agent"), ELSEWHERE));
    for (String method : List.of("tools/list", "initialize", "ping")) {
      assertRefused(
          post(request().setHeader("Authorization", "Bearer " + other), call(method, "{}")),
          403,
          "request_not_within_rights");
    }
  }

  @Test
  void eachResourceThatIsListenedToIsDecided() throws Exception {
    HttpRequest.Builder listen =
        request()
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", "subscriptions/listen");
    String both =
        "{\"notifications\":{\"resourceSubscriptions\":[\"file:///home/a\",\"file:///etc/b\"]},"
            + META
            + "}";
    assertRefused(
        post(listen, call("subscriptions/listen", both)), 403, "request_not_within_rights");
    assertThat(
            post(listen, call("subscriptions/listen", both.replace("/etc/", "/home/")))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aSessionIsOnlyForWhoOpenedIt() throws Exception {
    open("session-of-one");
    String other = Acme.text(acme.mint(Acme.bearer("other"), RIGHTS));
    HttpRequest.Builder own = request().header("Mcp-Session-Id", "session-of-one");
    HttpRequest.Builder foreign = own.copy().setHeader("Authorization", "Bearer " + other);
    HttpRequest.Builder unknown = request().header("Mcp-Session-Id", "session-of-nobody");
    String answer = "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}";

    for (HttpRequest.Builder request : List.of(foreign, unknown)) {
      assertRefused(post(request, read("/home/a")), 404, "session_unknown");
      assertRefused(post(request, answer), 404, "session_unknown");
      assertRefused(send(request.copy().GET()), 404, "session_unknown");
      assertRefused(send(request.copy().DELETE()), 404, "session_unknown");
    }
    assertRefused(post(answer), 404, "session_unknown");
    assertThat(post(own.copy(), read("/home/a")).statusCode()).isEqualTo(200);
    upstream = request -> request.response().setStatusCode(202).end();
    assertThat(post(own.copy(), answer).statusCode()).isEqualTo(202);

    upstream = request -> events(request.response(), "data: " + LIST + "\n\n");
    assertThat(send(own.copy().GET()).body()).contains("read").doesNotContain("secret");

    upstream = request -> request.response().setStatusCode(204).end();
    assertThat(send(own.copy().DELETE()).statusCode()).isEqualTo(204);
    got.clear();
    assertRefused(post(own.copy(), read("/home/a")), 404, "session_unknown");
  }

  @Test
  void streamsNeedATokenAndASession() throws Exception {
    HttpRequest.Builder nobody =
        HttpRequest.newBuilder(URI.create(acme.url() + "/files")).header("Mcp-Session-Id", "x");
    assertThat(send(nobody.GET()).statusCode()).isEqualTo(401);
    assertRefused(send(request().GET()), 405, "method_unknown");
    assertRefused(
        send(request().header("MCP-Protocol-Version", "2026-07-28").DELETE()),
        405,
        "method_unknown");
    assertRefused(
        send(request().PUT(HttpRequest.BodyPublishers.ofString("{}"))), 405, "method_unknown");
  }

  @Test
  void aTaskIsOnlyForWhoOpenedIt() throws Exception {
    upstream =
        request ->
            json(
                request.response(),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resultType\":\"task\","
                    + "\"taskId\":\"t-1\"}}");
    assertThat(post(modern("tools/call", "read"), modernRead("/home/a")).statusCode())
        .isEqualTo(200);
    got.clear();
    upstream = request -> json(request.response(), DONE);
    String other = Acme.text(acme.mint(Acme.bearer("other"), RIGHTS));
    String get = call("tasks/get", "{\"taskId\":\"t-1\"," + META + "}");
    HttpRequest.Builder own = modern("tasks/get", "t-1");
    assertRefused(
        post(own.copy().setHeader("Authorization", "Bearer " + other), get),
        404,
        "session_unknown");
    assertRefused(
        post(modern("tasks/get", "t-2"), get.replace("t-1", "t-2")), 404, "session_unknown");
    assertThat(post(own, get).statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyThatIsTooLargeOrEncodedOrOfAnotherTypeIsRefused() throws Exception {
    assertThat(post(read("/home/" + "a".repeat(2 << 20))).statusCode()).isEqualTo(413);
    assertThat(post(request().header("Content-Encoding", "gzip"), read("/home/a")).statusCode())
        .isEqualTo(400);
    assertThat(
            post(
                    request().setHeader("Content-Type", "application/json; charset=utf-16"),
                    read("/home/a"))
                .statusCode())
        .isEqualTo(400);
    assertThat(got).isEmpty();
  }

  @Test
  void nothingLiesBelowTheEndpoint() throws Exception {
    for (String path : List.of("/files/admin", "/files?tool=secret")) {
      HttpRequest.Builder below =
          HttpRequest.newBuilder(URI.create(acme.url() + path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json");
      assertThat(post(below, read("/home/a")).statusCode()).isEqualTo(404);
    }
    assertThat(got).isEmpty();
  }

  @Test
  void aStreamIsCutAtAMessageThatCannotBeRead() {
    upstream =
        request -> events(request.response(), "data: {\"jsonrpc\":\"2.0\",\"id\":1,\"secret\n\n");
    Buffer seen = Buffer.buffer();
    try {
      seen.appendString(post(call("tools/list", "{}")).body());
    } catch (Exception cut) {
      assertThat(cut).isInstanceOf(java.io.IOException.class);
    }
    assertThat(seen.toString()).doesNotContain("secret");
  }
}
