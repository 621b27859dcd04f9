package io.deputy.gateway.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Agent;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AuthZEN Authorization API over HTTP. */
class AuthZenTest {
  private static final String EVALUATION = "/access/v1/evaluation";
  private static final String EVALUATIONS = "/access/v1/evaluations";
  private static final String ACTIONS = "/access/v1/search/action";
  private static final String SEARCH = "\"resource\":{\"type\":\"tool\",\"id\":\"search\"}";

  @TempDir static Path home;
  private static Hooked hooked;

  private String subject;
  private String context;

  @BeforeAll
  static void start() throws Exception {
    hooked = new Hooked(home);
  }

  @AfterAll
  static void stop() {
    hooked.close();
  }

  @BeforeEach
  void alice() throws Exception {
    subject = "\"subject\":{\"type\":\"identity\",\"id\":\"alice\"}";
    context = "\"context\":{\"agent\":\"reader\",\"token\":\"" + hooked.token() + "\"}";
  }

  private static HttpResponse<String> post(String path, String json) throws Exception {
    return Hooked.send(
        hooked
            .to("/authz/authzen/" + path)
            .header("Content-Type", "application/json")
            .header("X-Request-ID", "r-1")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static JsonNode ask(String path, String... members) throws Exception {
    HttpResponse<String> answer = post(path, "{" + String.join(",", members) + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-request-id")).contains("r-1");
    return new ObjectMapper().readTree(answer.body());
  }

  private static String call(int limit) {
    return "\"action\":{\"name\":\"tools/call\",\"properties\":{\"arguments\":{\"limit\":"
        + limit
        + "}}}";
  }

  private static void assertDenied(JsonNode decision, String reason) {
    assertThat(decision.get("decision").isBoolean()).isTrue();
    assertThat(decision.get("decision").asBoolean()).isFalse();
    assertThat(decision.get("context").get("reason").asText()).isEqualTo(reason);
  }

  @Test
  void aCallIsDecidedOnItsArguments() throws Exception {
    assertThat(ask("github" + EVALUATION, subject, context, call(5), SEARCH).toString())
        .isEqualTo("{\"decision\":true}");
    assertDenied(
        ask("github" + EVALUATION, subject, context, call(50), SEARCH),
        "request_not_within_rights");
    assertDenied(
        ask(
            "github" + EVALUATION,
            subject,
            context,
            "\"action\":{\"name\":\"tools/call\"}",
            SEARCH),
        "body_unseen");
  }

  @Test
  void nobodyIsPutInTheTokensPlace() throws Exception {
    String mallory = "\"subject\":{\"type\":\"identity\",\"id\":\"mallory\"}";
    String other = context.replace("reader", "writer");

    assertDenied(
        ask("github" + EVALUATION, mallory, context, call(5), SEARCH), "message_ambiguous");
    assertDenied(ask("github" + EVALUATION, subject, other, call(5), SEARCH), "message_ambiguous");
    assertDenied(ask("github" + EVALUATION, subject, call(5), SEARCH), "token_missing");
  }

  @Test
  void anotherServerAndUnknownMethodsAreDenied() throws Exception {
    String server = "\"resource\":{\"type\":\"mcp_server\",\"id\":\"";
    String list = "\"action\":{\"name\":\"tools/list\"}";

    assertThat(
            ask("github" + EVALUATION, subject, context, list, server + Hooked.GITHUB + "\"}")
                .get("decision")
                .asBoolean())
        .isTrue();
    assertDenied(
        ask("github" + EVALUATION, subject, context, list, server + "https://x.example\"}"),
        "route_unknown");
    for (String method : new String[] {"tasks/get", "tasks/update", "admin/all"}) {
      assertDenied(
          ask(
              "github" + EVALUATION,
              subject,
              context,
              "\"action\":{\"name\":\"" + method + "\"}",
              server + Hooked.GITHUB + "\"}"),
          "method_unknown");
    }
    assertDenied(ask("peer" + EVALUATION, subject, context, call(5), SEARCH), "body_unseen");
  }

  @Test
  void ofTheRevisionWithoutSessionsBeginningsAreEnteredAndSubscriptionsAreDecided()
      throws Exception {
    String server = "\"resource\":{\"type\":\"mcp_server\",\"id\":\"" + Hooked.GITHUB + "\"}";
    String uri = "\"resource\":{\"type\":\"resource\",\"id\":\"repo://%s\"}";
    String listen = "\"action\":{\"name\":\"subscriptions/listen\"}";
    String templates = "\"action\":{\"name\":\"resources/templates/list\"}";

    for (String begins : new String[] {"server/discover", "initialize", "subscriptions/listen"}) {
      String action = "\"action\":{\"name\":\"" + begins + "\"}";
      assertThat(
              ask("github" + EVALUATION, subject, context, action, server)
                  .get("decision")
                  .asBoolean())
          .as(begins)
          .isTrue();
    }
    assertThat(
            ask("github" + EVALUATION, subject, context, listen, uri.formatted("mine"))
                .get("decision")
                .asBoolean())
        .isTrue();
    assertDenied(
        ask("github" + EVALUATION, subject, context, listen, uri.formatted("theirs")),
        "request_not_within_rights");
    assertDenied(
        ask("github" + EVALUATION, subject, context, templates, server),
        "request_not_within_rights");
  }

  @Test
  void aQuestionThatIsNoneIsAnError() throws Exception {
    for (String wrong :
        new String[] {
          "{" + context + "," + call(5) + "," + SEARCH + "}",
          "{" + subject + "," + context + "," + SEARCH + "}",
          "{" + subject + "," + subject + "," + context + "," + call(5) + "," + SEARCH + "}",
          "{\"subject\":{\"type\":\"identity\"}," + context + "," + call(5) + "," + SEARCH + "}",
          "[]",
          "no JSON"
        }) {
      assertThat(post("github" + EVALUATION, wrong).statusCode()).as(wrong).isEqualTo(400);
    }
    assertThat(post("other" + EVALUATION, "{}").statusCode()).isEqualTo(404);
    assertThat(post("github/access/v1/other", "{}").statusCode()).isEqualTo(404);
    assertThat(
            Hooked.send(
                    hooked
                        .to("/authz/authzen/github" + EVALUATION)
                        .POST(HttpRequest.BodyPublishers.ofString("{}")))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void severalQuestionsAreDecidedAsTheirSemanticSays() throws Exception {
    String items =
        "\"evaluations\":[{"
            + call(50)
            + "},{"
            + call(5)
            + "},{\"action\":{}},{\"subject\":{\"type\":\"identity\",\"id\":\"mallory\"},"
            + call(5)
            + "},{\"context\":{},"
            + call(5)
            + "}]";

    JsonNode all = ask("github" + EVALUATIONS, subject, context, SEARCH, items).get("evaluations");
    JsonNode deny = withSemantic("deny_on_first_deny", items);
    JsonNode permit = withSemantic("permit_on_first_permit", items);

    assertThat(all).hasSize(5);
    assertDenied(all.get(0), "request_not_within_rights");
    assertThat(all.get(1).get("decision").asBoolean()).isTrue();
    assertThat(all.get(2).get("decision").asBoolean()).isFalse();
    assertThat(all.get(2).get("context").get("error").get("status").asInt()).isEqualTo(400);
    assertDenied(all.get(3), "message_ambiguous");
    assertDenied(all.get(4), "token_missing");
    assertThat(deny).hasSize(1);
    assertThat(permit).hasSize(2);
    assertThat(withSemantic("execute_all", items)).hasSize(5);
    assertThat(
            post(
                    "github" + EVALUATIONS,
                    "{\"options\":{\"evaluations_semantic\":\"any\"}," + items + "}")
                .statusCode())
        .isEqualTo(400);
    assertThat(
            ask("github" + EVALUATIONS, subject, context, SEARCH, call(5), "\"evaluations\":[]")
                .get("decision")
                .asBoolean())
        .isTrue();
  }

  private JsonNode withSemantic(String semantic, String items) throws Exception {
    return ask(
            "github" + EVALUATIONS,
            "\"options\":{\"evaluations_semantic\":\"" + semantic + "\"}",
            subject,
            context,
            SEARCH,
            items)
        .get("evaluations");
  }

  @Test
  void theSearchListsWhatTheCallerMayDo() throws Exception {
    String server = "\"resource\":{\"type\":\"mcp_server\",\"id\":\"" + Hooked.GITHUB + "\"}";
    String hidden = "\"resource\":{\"type\":\"tool\",\"id\":\"delete\"}";
    String file =
        "\"resource\":{\"type\":\"route\",\"id\":\"f\",\"properties\":{\"path\":\"/docs/a\"}}";

    assertThat(ask("github" + ACTIONS, subject, context, server).get("results").toString())
        .isEqualTo(
            "[{\"name\":\"initialize\"},{\"name\":\"server/discover\"},"
                + "{\"name\":\"subscriptions/listen\"},{\"name\":\"tools/list\"}]");
    assertThat(ask("github" + ACTIONS, subject, context, SEARCH).get("results").toString())
        .isEqualTo("[{\"name\":\"tools/call\"}]");
    assertThat(ask("github" + ACTIONS, subject, context, hidden).get("results")).isEmpty();
    assertThat(ask("files" + ACTIONS, subject, context, file).get("results").toString())
        .isEqualTo("[{\"name\":\"GET\"},{\"name\":\"POST\"}]");
    assertThat(ask("github" + ACTIONS, subject, server).get("results")).isEmpty();
  }

  @Test
  void aBoundTokenNeedsTheCallersOwnProof() throws Exception {
    Agent agent = new Agent("reader");
    String token = Acme.text(hooked.acme.mint(agent.holder(), Hooked.RIGHTS));
    String proof =
        agent.proof(
            "GET",
            Hooked.FILES + "/docs/a",
            token,
            hooked.acme.nonce(),
            Clock.systemUTC().instant());
    String get = "\"action\":{\"name\":\"GET\"}";
    String file =
        "\"resource\":{\"type\":\"route\",\"id\":\"f\",\"properties\":{\"path\":\"/docs/a\"}}";
    String vouched = "\"context\":{\"token\":\"" + token + "\"}";
    String proved = "\"context\":{\"token\":\"" + token + "\",\"dpop\":\"" + proof + "\"}";

    assertDenied(ask("bound" + EVALUATION, subject, vouched, get, file), "holder_key_unproven");
    JsonNode both =
        ask("bound" + EVALUATIONS, subject, proved, get, file, "\"evaluations\":[{},{}]");
    assertThat(both.get("evaluations").findValuesAsText("decision")).containsOnly("true");
    assertDenied(ask("bound" + EVALUATION, subject, proved, get, file), "dpop_proof_replayed");
  }

  @Test
  void theMetadataNamesTheEndpoints() throws Exception {
    HttpResponse<String> answer =
        Hooked.send(hooked.to("/.well-known/authzen-configuration/authz/authzen/github"));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode metadata = new ObjectMapper().readTree(answer.body());
    String point = "https://gateway.acme.example/authz/authzen/github";
    assertThat(metadata.get("policy_decision_point").asText()).isEqualTo(point);
    assertThat(metadata.get("access_evaluation_endpoint").asText()).isEqualTo(point + EVALUATION);
    assertThat(metadata.get("search_action_endpoint").asText()).isEqualTo(point + ACTIONS);
    assertThat(
            Hooked.send(hooked.to("/.well-known/authzen-configuration/authz/authzen/other"))
                .statusCode())
        .isEqualTo(404);
  }
}
