package io.deputy.gateway.authz;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Recorder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** External authorization over HTTP: the original method and path behind the hook's own. */
class ExtAuthzHttpTest {
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

  private static HttpRequest.Builder asked(String path) throws Exception {
    return hooked.to("/authz/ext/" + path).header("Authorization", "Bearer " + hooked.token());
  }

  private static HttpRequest.Builder posted(String body) throws Exception {
    return asked("github/github")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  @Test
  void onlyWhatIsAllowedIsAnsweredWith200() throws Exception {
    HttpResponse<String> allowed = Hooked.send(asked("files/docs/a?x=1"));
    HttpResponse<String> method =
        Hooked.send(asked("files/docs/a").method("PUT", HttpRequest.BodyPublishers.noBody()));

    assertThat(allowed.statusCode()).isEqualTo(200);
    assertThat(allowed.headers().firstValue("x-delegation-subject")).contains("alice");
    assertThat(allowed.headers().firstValue("x-envoy-auth-headers-to-remove"))
        .contains("authorization, dpop");
    assertThat(method.statusCode()).isEqualTo(403);
    assertThat(method.body()).contains("request_not_within_rights");
    assertThat(Hooked.send(asked("files")).statusCode()).isEqualTo(403);
    assertThat(Hooked.send(asked("other/docs/a")).statusCode()).isEqualTo(403);
  }

  @Test
  void anotherRouteIsNotReachedByDots() throws Exception {
    HttpResponse<String> dots = Hooked.send(asked("bound/../files/docs/a"));
    HttpResponse<String> encoded = Hooked.send(asked("bound/%2e%2e/files/docs/a"));

    assertThat(dots.statusCode()).isEqualTo(403);
    assertThat(dots.body()).contains("request_malformed");
    assertThat(encoded.body()).contains("request_malformed");
  }

  @Test
  void aBodyCountsOnlyIfEnvoySaysThatItIsWhole() throws Exception {
    assertThat(
            Hooked.send(posted(Hooked.LIST).header("x-envoy-auth-partial-body", "false"))
                .statusCode())
        .isEqualTo(200);
    assertThat(Hooked.send(posted(Hooked.LIST).header("x-envoy-auth-partial-body", "true")).body())
        .contains("body_unseen");
    assertThat(Hooked.send(posted("").header("x-envoy-auth-partial-body", "false")).body())
        .contains("body_unseen");
    HttpResponse<String> large =
        Hooked.send(posted("x".repeat((1 << 20) + 1)).header("x-envoy-auth-partial-body", "false"));
    assertThat(large.statusCode()).isEqualTo(403);
    assertThat(large.body()).contains("body_too_large");
  }

  @Test
  void aPolicyThatCannotBeAskedIsNoFailureThatEnvoyCouldLetPass() throws Exception {
    Path other = java.nio.file.Files.createDirectory(home.resolve("other"));
    try (var acme =
        new io.deputy.gateway.acme.Acme(
            other,
            (caller, what) ->
                java.util.concurrent.CompletableFuture.failedFuture(
                    new IllegalStateException("down")),
            Recorder.NONE)) {
      Gate gate = acme.gate();
      var server = hooked.serve(new AuthzEntrance("https://x.example", hooked.hooks(gate)));
      HttpResponse<String> answer =
          Hooked.send(
              HttpRequest.newBuilder(
                      java.net.URI.create(
                          "http://127.0.0.1:" + server.actualPort() + "/authz/ext/files/docs/a"))
                  .header("Authorization", "Bearer " + hooked.token()));

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("policy_unavailable");
    }
  }
}
