package io.deputy.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.gateway.acme.Acme;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests to models through a running gateway, to a provider that says what it got. */
class ModelRoutesTest {
  private static final String CAPPED =
      """
      {"type":"model","server":"https://models.acme.example","provider":{"exact":"acme"},
       "operations":["chat","responses","messages"],"models":["small-1","tiny-1"],
       "regions":["eu"],"max_output_tokens":{"range":{"max":100}}}""";
  private static final String RIGHTS = "[" + CAPPED + "]";
  private static final String ANY_ARGUMENTS =
      """
      {"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],
       "names":["search","delete_repo"],"arguments":{},"other_arguments":"allow"}""";
  private static final String NO_ARGUMENTS =
      """
      {"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],
       "names":["search"],"arguments":{},"other_arguments":"deny"}""";

  private static final String CHAT = "/openai/v1/chat/completions";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final List<String> got = new CopyOnWriteArrayList<>();

  @org.junit.jupiter.api.io.TempDir static Path home;
  private static Acme acme;
  private static volatile String list;

  @BeforeAll
  static void start() throws Exception {
    acme = new Acme(home);
    String provider = acme.upstream(ModelRoutesTest::serve);
    acme.routes(
        """
        routes:
          - id: openai
            type: model
            api: openai
            path: /openai
            server: https://models.acme.example
            provider: acme
            region: eu
            models: { small: small-1, tiny: tiny-1, big: big-1 }
            tools: { "https://mcp.github.example/": "https://mcp.acme.example/github" }
            bearer: true
            upstream:
              url: %1$s
              headers: [{ name: Authorization, value: "Bearer providers-own" }]
          - id: anthropic
            type: model
            api: anthropic
            path: /anthropic
            server: https://models.acme.example
            provider: acme
            region: eu
            bearer: true
            upstream:
              url: %1$s
              headers: [{ name: x-api-key, value: providers-own }]
          - id: github
            type: mcp
            path: /github
            server: https://mcp.acme.example/github
            destructive: [delete_repo]
        """
            .formatted(provider));
  }

  private static void serve(HttpServerRequest request, Buffer body) {
    got.add(request.method() + " " + request.uri() + "\n" + headers(request) + "\n" + body);
    HttpServerResponse response = request.response();
    if (request.path().equals("/v1/models")) {
      response.putHeader("x-models", "secret").end(list);
    } else if (body.toString().contains("\"stream\":true")) {
      response.putHeader("content-type", "text/event-stream").setChunked(true);
      response.write("data: 1\n\n");
      acme.vertx().setTimer(50, t -> response.end("data: [DONE]\n\n"));
    } else {
      response.end("{\"answer\":true}");
    }
  }

  private static String headers(HttpServerRequest request) {
    StringBuilder lines = new StringBuilder();
    request
        .headers()
        .forEach((name, value) -> lines.append(name).append(": ").append(value).append('\n'));
    return lines.toString().toLowerCase(Locale.ROOT);
  }

  @AfterAll
  static void stop() {
    acme.close();
  }

  @BeforeEach
  void forget() {
    got.clear();
    list = "{\"data\":[{\"id\":\"small-1\"},{\"id\":\"tiny-1\"},{\"id\":\"big-1\"}]}";
  }

  private static HttpRequest.Builder to(String path, String rights) throws Exception {
    return HttpRequest.newBuilder(URI.create(acme.url() + path))
        .header("Authorization", "Bearer " + Acme.text(acme.mint(Acme.bearer("writer"), rights)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String rights, String body)
      throws Exception {
    return send(
        to(path, rights)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String chat(String model, String more) {
    return "{\"model\":\"" + model + "\", \"messages\":[] ,\"temperature\":0.50" + more + "}";
  }

  private static void refused(HttpResponse<String> answer, int status, String reason) {
    assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(got).isEmpty();
  }

  @Test
  void aRequestPassesByTheModelsOwnNameAndWithTheRoutesCredential() throws Exception {
    HttpResponse<String> answer = post(CHAT, RIGHTS, chat("small", ",\"max_tokens\":50,\"n\":2"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"answer\":true}");
    assertThat(got).hasSize(1);
    assertThat(got.get(0))
        .startsWith("POST /v1/chat/completions\n")
        .contains("authorization: bearer providers-own", "x-delegation-subject: alice")
        .endsWith("\n" + chat("small-1", ",\"max_tokens\":50,\"n\":2"));
  }

  @Test
  void whatIsNotWithinTheRightsNeverReachesTheProvider() throws Exception {
    for (String body :
        List.of(
            chat("big", ",\"max_tokens\":50"),
            chat("small", ""),
            chat("small", ",\"max_tokens\":101"),
            chat("small", ",\"max_tokens\":1,\"max_completion_tokens\":101"),
            chat("small", ",\"max_tokens\":51,\"n\":2"),
            chat("small", ",\"max_tokens\":5,\"models\":[\"tiny\",\"big\"]"),
            chat("small", ",\"max_tokens\":5,\"fallbacks\":[{\"model\":\"big\"}]"))) {
      HttpResponse<String> answer = post(CHAT, RIGHTS, body);
      refused(answer, 403, "request_not_within_rights");
      assertThat(answer.body()).contains("\"type\":\"permission_error\"");
    }
    refused(
        post(CHAT, RIGHTS.replace("\"eu\"", "\"us\""), chat("small", ",\"max_tokens\":5")),
        403,
        "request_not_within_rights");
    refused(post(CHAT, RIGHTS, chat("small-1", "")), 404, "route_unknown");
    refused(post("/openai/v1/batches", RIGHTS, "{}"), 404, "method_unknown");
    refused(post(CHAT, RIGHTS, chat("small", ",\"max_tokens\":\"5\"")), 400, "request_malformed");
    refused(post(CHAT, RIGHTS, chat("small", ",\"model\":\"tiny\"")), 400, "request_malformed");
  }

  @Test
  void bodiesAreJsonAndHeadersDoNotSteer() throws Exception {
    String body = chat("small", ",\"max_tokens\":5");
    refused(
        send(
            to(CHAT, RIGHTS)
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(HttpRequest.BodyPublishers.ofString(body))),
        400,
        "request_malformed");
    for (String header : List.of("OpenAI-Project", "OpenAI-Organization", "Content-Encoding")) {
      refused(
          send(
              to(CHAT, RIGHTS)
                  .header("Content-Type", "application/json")
                  .header(header, "other")
                  .POST(HttpRequest.BodyPublishers.ofString(body))),
          400,
          "message_ambiguous");
    }
    refused(post(CHAT, RIGHTS, chat("small", " ".repeat(2 << 20))), 413, "body_too_large");
  }

  @Test
  void theProviderCallsOnlyWhatTheTokenAllowsWithAnyArguments() throws Exception {
    String body =
        "{\"model\":\"small\",\"input\":\"x\",\"max_output_tokens\":5,\"tools\":[{\"type\":\"mcp\","
            + "\"server_label\":\"g\",\"server_url\":\"https://mcp.github.example/\","
            + "\"allowed_tools\":[\"%s\"]}]}";
    String path = "/openai/v1/responses";
    String search = String.format(body, "search");

    refused(post(path, RIGHTS, search), 403, "request_not_within_rights");
    HttpResponse<String> some = post(path, "[" + CAPPED + "," + NO_ARGUMENTS + "]", search);
    refused(some, 403, "request_not_within_rights");
    String rights = "[" + CAPPED + "," + ANY_ARGUMENTS + "]";
    refused(
        post(path, rights, search.replace(",\"allowed_tools\":[\"search\"]", "")),
        403,
        "break_glass_needed");
    refused(post(path, rights, String.format(body, "delete_repo")), 403, "break_glass_needed");
    refused(
        post(path, rights, search.replace("mcp.github.example", "evil.example")),
        404,
        "route_unknown");
    assertThat(post(path, rights, search).statusCode()).isEqualTo(200);
    // What a refusal says to ask for is enough.
    assertThat(some.body()).contains("\"authorization_details\":[{\"type\":\"mcp\"");
  }

  @Test
  void argumentsThatTheTokenConstrainsAreNeverLeftToTheModel() throws Exception {
    String body =
        "{\"model\":\"small-1\",\"max_tokens\":5,\"messages\":[],\"mcp_servers\":["
            + "{\"type\":\"url\",\"name\":\"g\",\"url\":\"https://mcp.github.example/\"}]}";

    // This route names no such server.
    refused(post("/anthropic/v1/messages", RIGHTS, body), 404, "route_unknown");
  }

  @Test
  void messagesPassAsTheyCame() throws Exception {
    String body = "{ \"max_tokens\":5,\"messages\":[ ], \"model\":\"small-1\" }";

    assertThat(post("/anthropic/v1/messages?beta=true", RIGHTS, body).statusCode()).isEqualTo(200);
    assertThat(
            post(
                    "/anthropic/v1/messages/count_tokens",
                    RIGHTS,
                    "{\"messages\":[],\"model\":\"small-1\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(got.get(0))
        .startsWith("POST /v1/messages?beta=true\n")
        .contains("x-api-key: providers-own")
        .doesNotContain("authorization")
        .endsWith("\n" + body);
  }

  @Test
  void streamsFlow() throws Exception {
    HttpResponse<String> answer =
        post(CHAT, RIGHTS, chat("small", ",\"max_tokens\":5,\"stream\":true"));

    assertThat(answer.body()).isEqualTo("data: 1\n\ndata: [DONE]\n\n");
  }

  @Test
  void listsShowWhatMayBeAsked() throws Exception {
    HttpResponse<String> answer =
        send(to("/openai/v1/models", RIGHTS).header("Accept-Encoding", "gzip"));

    assertThat(answer.body())
        .isEqualTo("{\"object\":\"list\",\"data\":[{\"id\":\"small\"},{\"id\":\"tiny\"}]}");
    assertThat(answer.headers().firstValue("x-models")).isEmpty();
    assertThat(answer.headers().firstValue("cache-control")).contains("private, no-store");
    assertThat(got.get(0)).doesNotContain("gzip");
    assertThat(send(to("/anthropic/v1/models", RIGHTS)).body()).contains("\"last_id\":\"tiny-1\"");
    assertThat(got.get(1)).startsWith("GET /v1/models?limit=1000\n");
  }

  @Test
  void listsThatCannotBeReadAreNotPassedOn() throws Exception {
    for (String unreadable : List.of("[]", "data: {\"data\":[{\"id\":\"big-1\"}]}\n\n", "")) {
      list = unreadable;
      HttpResponse<String> answer = send(to("/openai/v1/models", RIGHTS));
      assertThat(answer.statusCode()).isEqualTo(502);
      assertThat(answer.body()).contains("upstream_unavailable").doesNotContain("big-1");
    }
    got.clear();
    refused(
        send(to("/openai/v1/models", "[" + ANY_ARGUMENTS + "]")), 403, "request_not_within_rights");
    refused(send(to("/openai/v1/models/big-1", RIGHTS)), 404, "method_unknown");
    refused(
        send(HttpRequest.newBuilder(URI.create(acme.url() + "/openai/v1/models"))),
        401,
        "token_missing");
  }
}
