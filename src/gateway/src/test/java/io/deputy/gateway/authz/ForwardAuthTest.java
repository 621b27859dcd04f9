package io.deputy.gateway.authz;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Agent;
import io.deputy.gateway.gate.CentralPolicy;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Recorder;
import io.deputy.gateway.holder.HolderProofs;
import io.deputy.gateway.holder.Nonces;
import io.deputy.gateway.holder.UsedProofs;
import io.deputy.verify.Trust;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forward auth over HTTP, in both dialects, and what callers could try through it. */
class ForwardAuthTest {
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

  private static HttpRequest.Builder asked() throws Exception {
    return hooked.to("/authz/forward/files").header("Authorization", "Bearer " + hooked.token());
  }

  private static HttpResponse<String> nginx(String method, String uri) throws Exception {
    return Hooked.send(asked().header("X-Original-Method", method).header("X-Original-URI", uri));
  }

  @Test
  void bothDialectsAreAnsweredWithWhoIsAsking() throws Exception {
    HttpResponse<String> nginx = nginx("GET", "/docs/a%20b?x=1");
    HttpResponse<String> traefik =
        Hooked.send(
            asked()
                .header("X-Forwarded-Method", "POST")
                .header("X-Forwarded-Uri", "/docs/a")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Delegation-Subject", "mallory"));

    for (HttpResponse<String> answer : List.of(nginx, traefik)) {
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().allValues("x-delegation-subject")).containsExactly("alice");
      assertThat(answer.headers().allValues("x-delegation-actor")).containsExactly("reader");
    }
  }

  @Test
  void whatIsNotWithinTheRightsIsForbiddenWithAChallenge() throws Exception {
    HttpResponse<String> answer = nginx("DELETE", "/docs/a");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("request_not_within_rights");
    assertThat(answer.headers().allValues("www-authenticate").toString())
        .contains("insufficient_scope");
    assertThat(nginx("GET", "/admin").statusCode()).isEqualTo(403);
  }

  @Test
  void everyOtherNoIsOneThatNginxUnderstands() throws Exception {
    for (String uri :
        List.of(
            "/docs/../docs/a",
            "/docs/%2e%2E/docs/a",
            "/docs//a",
            "/docs/%2fa",
            "/docs/a#b",
            "docs/a",
            "http://files.acme.example/docs/a",
            "*")) {
      HttpResponse<String> answer = nginx("GET", uri);
      assertThat(answer.statusCode()).as(uri).isEqualTo(403);
      assertThat(answer.body()).contains("request_malformed");
    }
    HttpResponse<String> none =
        Hooked.send(
            hooked
                .to("/authz/forward/files")
                .header("X-Original-Method", "GET")
                .header("X-Original-URI", "/docs/a"));
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.headers().allValues("www-authenticate")).isNotEmpty();
  }

  @Test
  void theOriginalRequestMustBeNamedOnceAndWhole() throws Exception {
    HttpResponse<String> missing = Hooked.send(asked());
    HttpResponse<String> half = Hooked.send(asked().header("X-Original-URI", "/docs/a"));
    HttpResponse<String> mixed =
        Hooked.send(
            asked().header("X-Original-URI", "/docs/a").header("X-Forwarded-Method", "GET"));
    HttpResponse<String> disagreeing =
        Hooked.send(
            asked()
                .header("X-Original-Method", "GET")
                .header("X-Original-URI", "/docs/a")
                .header("X-Forwarded-Method", "GET")
                .header("X-Forwarded-Uri", "/admin"));
    HttpResponse<String> twice =
        Hooked.send(
            asked()
                .header("X-Original-Method", "GET")
                .header("X-Original-URI", "/docs/a")
                .header("X-Original-URI", "/docs/b"));

    for (HttpResponse<String> answer : List.of(missing, half, mixed)) {
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("request_malformed");
    }
    for (HttpResponse<String> answer : List.of(disagreeing, twice)) {
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("message_ambiguous");
    }
  }

  @Test
  void routesThatNeedABodyAreRefusedWhereNoneIsSeen() throws Exception {
    for (String route : List.of("github", "peer", "chat")) {
      HttpResponse<String> answer =
          Hooked.send(
              hooked
                  .to("/authz/forward/" + route)
                  .header("Authorization", "Bearer " + hooked.token())
                  .header("X-Original-Method", "POST")
                  .header("X-Original-URI", route.equals("github") ? "/github" : "/")
                  .POST(HttpRequest.BodyPublishers.ofString(Hooked.LIST)));
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("body_unseen");
    }
  }

  @Test
  void unknownRoutesAndHooksAreRefused() throws Exception {
    for (String path :
        List.of(
            "/authz/forward/other",
            "/authz/forward/",
            "/authz/forward",
            "/authz/other/files",
            "/authz/forward/files/x")) {
      HttpResponse<String> answer =
          Hooked.send(
              hooked
                  .to(path)
                  .header("Authorization", "Bearer " + hooked.token())
                  .header("X-Original-Method", "GET")
                  .header("X-Original-URI", "/docs/a"));
      assertThat(answer.statusCode()).as(path).isEqualTo(403);
      assertThat(answer.body()).contains("route_unknown");
    }
  }

  @Test
  void aProofIsForTheServerOfTheRouteAndIsUsedOnce() throws Exception {
    Agent agent = new Agent("reader");
    String token = Acme.text(hooked.acme.mint(agent.holder(), Hooked.RIGHTS));
    String good = proof(agent, token, Hooked.FILES + "/docs/a");

    assertThat(bound(token, proof(agent, token, "https://evil.example/docs/a")).body())
        .contains("dpop_proof_mismatch");
    HttpResponse<String> unproved =
        bound(token, agent.proof("GET", Hooked.FILES + "/docs/a", token, null, now()));
    assertThat(unproved.body()).contains("dpop_nonce_required");
    assertThat(unproved.headers().firstValue("dpop-nonce")).contains(hooked.acme.nonce());
    assertThat(bound(token, good).statusCode()).isEqualTo(200);
    assertThat(bound(token, good).body()).contains("dpop_proof_replayed");
  }

  private static String proof(Agent agent, String token, String url) {
    return agent.proof("GET", url, token, hooked.acme.nonce(), now());
  }

  private static Instant now() {
    return Clock.systemUTC().instant();
  }

  private static HttpResponse<String> bound(String token, String proof) throws Exception {
    return Hooked.send(
        hooked
            .to("/authz/forward/bound")
            .header("Authorization", "DPoP " + token)
            .header("DPoP", proof)
            .header("X-Forwarded-Host", "evil.example")
            .header("X-Forwarded-Method", "GET")
            .header("X-Forwarded-Uri", "/docs/a"));
  }

  @Test
  void nothingPassesWithoutTrustOrWhenTheGateFails() throws Exception {
    Clock clock = Clock.systemUTC();
    HolderProofs proofs = new HolderProofs(new Nonces(clock), new UsedProofs(clock));
    Gate blind =
        new Gate(
            Acme.GATEWAY,
            () -> Trust.none(Acme.ISSUER, System::nanoTime),
            proofs,
            CentralPolicy.NONE,
            Recorder.NONE,
            clock,
            (route, reason) -> {});
    Gate broken =
        new Gate(
            Acme.GATEWAY,
            () -> {
              throw new IllegalStateException("broken");
            },
            proofs,
            CentralPolicy.NONE,
            Recorder.NONE,
            clock,
            (route, reason) -> {});

    assertThat(at(blind).body()).contains("bundle_missing");
    assertThat(at(blind).statusCode()).isEqualTo(403);
    assertThat(at(broken).body()).contains("internal_error");
    assertThat(at(broken).statusCode()).isEqualTo(403);
  }

  private static HttpResponse<String> at(Gate gate) throws Exception {
    var server = hooked.serve(new AuthzEntrance("https://x.example", hooked.hooks(gate)));
    return Hooked.send(
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.actualPort() + "/authz/forward/files"))
            .header("Authorization", "Bearer " + hooked.token())
            .header("X-Original-Method", "GET")
            .header("X-Original-URI", "/docs/a"));
  }
}
