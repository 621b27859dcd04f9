package io.deputy.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Agent;
import io.deputy.minting.Minted;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plain HTTP through a running gateway, to a server that says what it got. */
class HttpRoutesTest {
  private static final String PAGES =
      """
      [{"type":"http","server":"https://wiki.acme.example","methods":["GET","POST"],
        "paths":{"prefix":"/pages/"},"query":{"wildcard":true}}]""";

  @TempDir static Path home;

  private static Acme acme;
  private static final List<String> got = new CopyOnWriteArrayList<>();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    acme = new Acme(home);
    String wiki =
        acme.upstream(
            (request, body) -> {
              String headers = request.headers().toString().toLowerCase(Locale.ROOT);
              got.add(request.method() + " " + request.uri() + "\n" + headers + "\n" + body);
              request.response().end("page " + body);
            });
    acme.routes(
        """
        routes:
          - id: wiki
            type: http
            path: /wiki
            server: https://wiki.acme.example
            bearer: true
            upstream:
              url: %s
              headers: [{ name: Authorization, prefix: "Bearer ", value: wikis-own }]
        """
            .formatted(wiki));
  }

  @AfterAll
  static void stop() {
    acme.close();
  }

  @BeforeEach
  void forget() {
    got.clear();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(acme.url() + path));
  }

  @Test
  void whatIsWithinTheRightsPassesWithTheUpstreamsOwnCredential() throws Exception {
    String token = Acme.text(acme.mint(Acme.bearer("reader"), PAGES));

    HttpResponse<String> answer =
        send(
            to("/wiki/pages/a%20b?x=1")
                .header("Authorization", "Bearer " + token)
                .header("X-Delegation-Subject", "mallory")
                .header("X_Delegation_Actor", "mallory")
                .header("X-Forwarded-User", "mallory")
                .POST(HttpRequest.BodyPublishers.ofString("text")));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("page text");
    assertThat(got).hasSize(1);
    assertThat(got.get(0))
        .startsWith("POST /pages/a%20b?x=1\n")
        .contains("authorization=bearer wikis-own", "x-delegation-subject=alice")
        .contains("x-delegation-actor=reader")
        .doesNotContain(token.toLowerCase(Locale.ROOT))
        .doesNotContain("mallory");
  }

  @Test
  void whatIsNotWithinTheRightsNeverReachesTheServer() throws Exception {
    String token = "Bearer " + Acme.text(acme.mint(Acme.bearer("reader"), PAGES));

    for (String path :
        List.of("/wiki/admin", "/wiki", "/wiki/pages/../admin", "/wiki/pages/%2e%2e/admin")) {
      HttpResponse<String> answer = send(to(path).header("Authorization", token));
      assertThat(answer.statusCode()).as(path).isEqualTo(403);
      assertThat(answer.body()).contains("\"reason\":\"request_not_within_rights\"");
      assertThat(answer.headers().firstValue("www-authenticate").orElse(""))
          .contains("insufficient_scope", "/.well-known/oauth-protected-resource/wiki");
    }
    for (String path : List.of("/wiki/pages/%2fadmin", "/wiki/pages//a", "/wiki/pages/%00")) {
      assertThat(send(to(path).header("Authorization", token)).statusCode()).isEqualTo(400);
    }
    assertThat(send(to("/wiki/pages/a").DELETE().header("Authorization", token)).statusCode())
        .isEqualTo(403);
    assertThat(got).isEmpty();
  }

  @Test
  void nobodyPassesWithoutATokenOrWithTwo() throws Exception {
    String token = "Bearer " + Acme.text(acme.mint(Acme.bearer("reader"), PAGES));

    HttpResponse<String> none = send(to("/wiki/pages/a"));
    HttpResponse<String> two =
        send(to("/wiki/pages/a").header("Authorization", token).header("Authorization", token));
    HttpResponse<String> basic = send(to("/wiki/pages/a").header("Authorization", "Basic YTpi"));

    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(none.body()).contains("token_missing");
    assertThat(two.statusCode()).isEqualTo(401);
    assertThat(basic.statusCode()).isEqualTo(401);
    assertThat(got).isEmpty();
  }

  @Test
  void aBoundTokenNeedsAProofThatIsUsedOnce() throws Exception {
    Agent agent = new Agent("reader");
    String token = Acme.text(acme.mint(agent.holder(), PAGES));
    String url = acme.url() + "/wiki/pages/a";
    String proof = agent.proof("GET", url, token, acme.nonce(), Clock.systemUTC().instant());
    String without = agent.proof("GET", url, token, null, Clock.systemUTC().instant());
    String stolen =
        new Agent("thief").proof("GET", url, token, acme.nonce(), Clock.systemUTC().instant());

    HttpResponse<String> asked = proved(token, without);
    assertThat(asked.statusCode()).isEqualTo(401);
    assertThat(asked.body()).contains("dpop_nonce_required");
    assertThat(asked.headers().firstValue("dpop-nonce")).contains(acme.nonce());
    assertThat(proved(token, stolen).body()).contains("holder_key_mismatch");
    assertThat(proved(token, proof).statusCode()).isEqualTo(200);
    assertThat(proved(token, proof).body()).contains("dpop_proof_replayed");
    assertThat(send(to("/wiki/pages/a").header("Authorization", "Bearer " + token)).body())
        .contains("holder_key_unproven");
    assertThat(got).hasSize(1);
  }

  private static HttpResponse<String> proved(String token, String proof) throws Exception {
    return send(to("/wiki/pages/a").header("Authorization", "DPoP " + token).header("DPoP", proof));
  }

  @Test
  void aRevokedTokenIsRefusedAndSoIsItsChild() throws Exception {
    Minted parent = acme.mint(Acme.bearer("orchestrator"), PAGES);
    Minted child = acme.next(parent, Acme.bearer("reader"), PAGES);
    String token = "Bearer " + Acme.text(child);
    assertThat(send(to("/wiki/pages/a").header("Authorization", token)).statusCode())
        .isEqualTo(200);

    acme.revoke(parent.chain().last().id());

    HttpResponse<String> after = send(to("/wiki/pages/a").header("Authorization", token));
    assertThat(after.statusCode()).isEqualTo(401);
    assertThat(after.body()).contains("token_revoked");
  }

  @Test
  void theMetadataNamesWhereTokensComeFrom() throws Exception {
    HttpResponse<String> answer = send(to("/.well-known/oauth-protected-resource/wiki"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"resource\":\"" + acme.url() + "/wiki\"", "\"" + Acme.ISSUER + "\"");
    assertThat(send(to("/.well-known/oauth-protected-resource/other")).statusCode()).isEqualTo(404);
    assertThat(send(to("/other")).body()).contains("route_unknown");
  }
}
