package io.deputy.gateway.authz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The question of Kong's plugin for Open Policy Agent. */
class OpaDataTest {
  @TempDir static Path home;
  private static Hooked hooked;

  @BeforeAll
  static void start() throws Exception {
    hooked = new Hooked(home);
  }

  @AfterAll
  static void stop() {
    hooked.close();
  }

  private static JsonNode ask(String route, String json) throws Exception {
    HttpResponse<String> answer =
        Hooked.send(
            hooked.to("/authz/opa/" + route).POST(HttpRequest.BodyPublishers.ofString(json)));
    assertThat(answer.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body()).get("result");
  }

  private static String http(String rest) throws Exception {
    return "{\"input\":{\"request\":{\"http\":{\"host\":\"evil.example\",\"port\":80,"
        + "\"headers\":{\"authorization\":\"Bearer "
        + hooked.token()
        + "\",\"content-type\":\"application/json\"},"
        + rest
        + "}}}}";
  }

  private static void assertDenied(JsonNode result, int status, String reason) {
    assertThat(result.get("allow").isBoolean()).isTrue();
    assertThat(result.get("allow").asBoolean()).isFalse();
    assertThat(result.get("status").asInt()).isEqualTo(status);
    assertThat(result.get("message").asText()).contains("\"reason\":\"" + reason + "\"");
  }

  @Test
  void anAllowedRequestSaysWhoIsAsking() throws Exception {
    JsonNode result =
        ask("files", http("\"method\":\"GET\",\"path\":\"/docs/a\",\"querystring\":{}"));

    assertThat(result.get("allow").asBoolean()).isTrue();
    assertThat(result.get("headers").get("X-Delegation-Subject").asText()).isEqualTo("alice");
  }

  @Test
  void everythingElseIsDenied() throws Exception {
    assertDenied(
        ask("files", http("\"method\":\"GET\",\"path\":\"/admin\"")),
        403,
        "request_not_within_rights");
    assertDenied(
        ask("files", http("\"method\":\"GET\",\"path\":\"/docs/a\",\"querystring\":{\"x\":\"1\"}")),
        400,
        "request_malformed");
    assertDenied(
        ask("files", http("\"method\":\"GET\",\"method\":\"POST\",\"path\":\"/docs/a\"")),
        400,
        "request_malformed");
    assertDenied(ask("files", "{}"), 400, "request_malformed");
    assertDenied(ask("files", "no JSON"), 400, "request_malformed");
    assertDenied(
        ask("other", http("\"method\":\"GET\",\"path\":\"/docs/a\"")), 404, "route_unknown");
  }

  @Test
  void aBodyCountsOnlyWithItsSize() throws Exception {
    String body = new ObjectMapper().writeValueAsString(Hooked.LIST);
    String post = "\"method\":\"POST\",\"path\":\"/github\",\"body\":" + body;
    String size = ",\"body_size\":";
    int length = Hooked.LIST.length();

    assertThat(ask("github", http(post + size + length)).get("allow").asBoolean()).isTrue();
    assertDenied(ask("github", http(post + size + (length + 1))), 403, "body_unseen");
    assertDenied(ask("github", http(post)), 403, "body_unseen");
  }
}
