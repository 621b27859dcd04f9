package io.deputy.gateway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.gateway.acme.Acme;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages of both generations of A2A to an agent behind a running gateway. */
@Timeout(60)
class AgentRoutesTest {
  private static final String RIGHTS =
      """
      [{"type":"agent","server":"https://agents.acme.example/travel",
        "operations":["message/send","message/stream","tasks/get","tasks/list","tasks/cancel",
          "agent/getAuthenticatedExtendedCard"],
        "skills":["book"],
        "push_urls":{"wildcard":true}},
       {"type":"agent","server":"https://agents.acme.example/travel",
        "operations":["tasks/list","agent/getAuthenticatedExtendedCard"],
        "skills":{"wildcard":true},"push_urls":{"wildcard":true}}]""";
  private static final String NO_PUSH =
      """
      [{"type":"agent","server":"https://agents.acme.example/travel",
        "operations":["message/send"],"skills":["book"],
        "push_urls":{"url":"https://hooks.acme.example/"}}]""";

  @TempDir static Path home;
  private static Acme acme;
  private static final List<String> got = new CopyOnWriteArrayList<>();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static volatile BiConsumer<HttpServerRequest, Buffer> agent;

  @BeforeAll
  static void start() throws Exception {
    acme = new Acme(home);
    String behind =
        acme.upstream(
            (request, body) -> {
              got.add(
                  request.method()
                      + " "
                      + request.uri()
                      + "\n"
                      + request.headers().toString().toLowerCase(Locale.ROOT)
                      + "\n"
                      + body);
              agent.accept(request, body);
            });
    acme.routes(
        """
        routes:
          - id: travel
            type: agent
            path: /travel
            server: https://agents.acme.example/travel
            bearer: true
            upstream: { url: "%s/a2a" }
        """
            .formatted(behind));
  }

  @AfterAll
  static void stop() {
    acme.close();
  }

  @BeforeEach
  void forget() {
    got.clear();
    answers(rpc("'kind':'message','messageId':'r','role':'agent','parts':[]"));
  }

  private static String token(String rights) throws Exception {
    return Acme.text(acme.mint(Acme.bearer("planner"), rights));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static String rpc(String result) {
    return json("{'jsonrpc':'2.0','id':1,'result':{" + result + "}}");
  }

  private static String task(String id) {
    return "'kind':'task','id':'"
        + id
        + "','contextId':'c-"
        + id
        + "','status':{'state':'working'}";
  }

  private static void answers(String body) {
    agent =
        (request, sent) ->
            request.response().putHeader("content-type", "application/json").end(body);
  }

  private static String call(String method, String params) {
    return "{'jsonrpc':'2.0','id':1,'method':'" + method + "','params':" + params + "}";
  }

  private static String message(String more) {
    return "{'message':{'messageId':'m','role':'user','parts':[{'kind':'text','text':'x'}],"
        + "'metadata':{'io.deputy/skill':'book'}"
        + more
        + "}}";
  }

  private static HttpResponse<String> post(String token, String path, String body)
      throws Exception {
    return send(
        token,
        HttpRequest.newBuilder(URI.create(acme.url() + "/travel" + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json(body))));
  }

  private static HttpResponse<String> get(String token, String path) throws Exception {
    return send(token, HttpRequest.newBuilder(URI.create(acme.url() + "/travel" + path)));
  }

  private static HttpResponse<String> send(String token, HttpRequest.Builder request)
      throws Exception {
    return CLIENT.send(
        request.header("Authorization", "Bearer " + token).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aMessageForASkillOfTheTokenPassesAsItCame() throws Exception {
    String token = token(RIGHTS);
    String body = call("message/send", message(""));

    HttpResponse<String> answer = post(token, "", body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(got).hasSize(1);
    assertThat(got.get(0))
        .startsWith("POST /a2a\n")
        .endsWith("\n" + json(body))
        .contains("x-delegation-subject=alice", "x-delegation-actor=planner")
        .doesNotContain(token.toLowerCase(Locale.ROOT));
    assertThat(post(token, "", call("SendMessage", message(""))).statusCode()).isEqualTo(200);
    assertThat(post(token, "/v1/message:send", message("")).statusCode()).isEqualTo(200);
    assertThat(got.get(2)).startsWith("POST /a2a/v1/message:send\n");
  }

  @Test
  void whatTheTokenDoesNotAllowNeverReachesTheAgent() throws Exception {
    String token = token(RIGHTS);
    String cancel = message("").replace("'book'", "'refund'");
    String none = message("").replace("io.deputy/skill", "other");

    for (String body :
        List.of(
            call("message/send", cancel),
            call("SendMessage", cancel),
            call("message/send", none))) {
      HttpResponse<String> answer = post(token, "", body);
      assertThat(answer.statusCode()).as(body).isEqualTo(403);
      assertThat(answer.body()).contains("request_not_within_rights", "authorization_details");
    }
    assertThat(post(token, "/message:send", cancel).statusCode()).isEqualTo(403);
    assertThat(post(token, "", "[" + call("message/send", message("")) + "]").statusCode())
        .isEqualTo(400);
    assertThat(post(token, "", call("admin/wipe", "{}")).body()).contains("-32601");
    assertThat(post(token, "/tenant/message:send", message("")).statusCode()).isEqualTo(404);
    assertThat(post("AAAA", "", call("message/send", message(""))).statusCode()).isEqualTo(401);
    assertThat(got).isEmpty();
  }

  @Test
  void notificationsGoOnlyWhereTheTokenSays() throws Exception {
    String token = token(NO_PUSH);
    String push =
        "{'message':{'messageId':'m','role':'user','parts':[],"
            + "'metadata':{'io.deputy/skill':'book'}},"
            + "'configuration':{'pushNotificationConfig':{'url':'%s'}}}";

    assertThat(
            post(token, "", call("message/send", push.formatted("https://hooks.acme.example/a")))
                .statusCode())
        .isEqualTo(200);
    assertThat(
            post(token, "", call("message/send", push.formatted("https://evil.example/a")))
                .statusCode())
        .isEqualTo(403);
    assertThat(got).hasSize(1);
  }

  @Test
  void aTaskIsOnlyForWhoBeganIt() throws Exception {
    String mine = token(RIGHTS);
    String others = token(RIGHTS);
    answers(rpc(task("t-1")));
    post(mine, "", call("message/send", message("")));
    got.clear();

    assertThat(post(mine, "", call("tasks/get", "{'id':'t-1'}")).statusCode()).isEqualTo(200);
    assertThat(got).hasSize(1);
    for (String body :
        List.of(
            call("tasks/get", "{'id':'t-1'}"),
            call("GetTask", "{'id':'t-1'}"),
            call("tasks/cancel", "{'id':'t-1'}"),
            call("message/send", message(",'taskId':'t-1'")),
            call("message/send", message(",'contextId':'c-t-1'")),
            call("message/send", message(",'referenceTaskIds':['t-1']")),
            call("tasks/get", "{'id':'unknown'}"))) {
      HttpResponse<String> answer = post(others, "", body);
      assertThat(answer.body()).as(body).contains("-32001", "session_unknown");
    }
    assertThat(get(others, "/v1/tasks/t-1").statusCode()).isEqualTo(404);
    assertThat(got).hasSize(1);
  }

  @Test
  void aListShowsOnesOwnTasksAlone() throws Exception {
    String mine = token(RIGHTS);
    answers(rpc(task("t-2")));
    post(mine, "", call("message/send", message("")));
    answers(rpc("'tasks':[{'id':'t-2'},{'id':'t-others'}],'totalSize':2"));

    HttpResponse<String> list = post(mine, "", call("ListTasks", "{}"));

    assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
    assertThat(list.body()).contains("t-2", "\"totalSize\":1").doesNotContain("t-others");
    answers("<html>");
    assertThat(post(mine, "", call("ListTasks", "{}")).statusCode()).isEqualTo(502);
  }

  @Test
  void anAnswerAboutAnothersTaskDoesNotPassAsJsonOrAsEvents() throws Exception {
    String mine = token(RIGHTS);
    String others = token(RIGHTS);
    answers(rpc(task("t-3")));
    post(mine, "", call("message/send", message("")));

    assertThat(post(others, "", call("message/send", message(""))).statusCode()).isEqualTo(502);
    agent =
        (request, body) ->
            request
                .response()
                .putHeader("content-type", "text/event-stream")
                .end("data: " + rpc(task("t-4")) + "\n\ndata: " + rpc(task("t-3")) + "\n\n");
    String seen;
    try {
      seen = post(others, "", call("message/stream", message(""))).body();
    } catch (java.io.IOException cut) {
      seen = "";
    }
    assertThat(seen).doesNotContain("t-3");
    assertThat(post(mine, "", call("tasks/get", "{'id':'t-4'}")).body()).contains("-32001");
  }

  @Test
  void theCardShowsWhatMayBeAskedAtTheGatewaysAddress() throws Exception {
    answers(
        json(
            "{'name':'travel','url':'http://inside:1/a2a','skills':[{'id':'book'},{'id':'refund'}],"
                + "'signatures':[{}]}"));

    HttpResponse<String> card = get(token(NO_PUSH), "/.well-known/agent-card.json");

    assertThat(card.statusCode()).as(card.body()).isEqualTo(200);
    assertThat(card.body())
        .contains("\"book\"", "\"url\":\"" + acme.url() + "/travel\"")
        .doesNotContain("refund", "inside", "signatures");
    assertThat(card.headers().firstValue("cache-control").orElse("")).contains("private");
  }
}
