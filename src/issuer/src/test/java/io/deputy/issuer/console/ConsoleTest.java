package io.deputy.issuer.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeCertificates;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.http.Call;
import io.deputy.issuer.http.Decisions;
import io.deputy.issuer.http.Delegated;
import io.deputy.issuer.log.TransparencyLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees what at the console, and what nobody can do there. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class ConsoleTest {
  /** Would run, load, or end the element that it stands in. */
  private static final String MARKUP =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{7*7}${7*7}";

  private static final List<String> AUDITOR = List.of("engineering", "deputy-auditor");
  private static final List<String> OPERATOR = List.of("deputy-operator");

  @TestHTTPResource(value = "/console", tls = true)
  URI console;

  @Inject OwnerConnection database;
  @Inject TransparencyLog log;

  /** Somebody who has logged in. */
  private Person person(String subject, List<String> groups) throws Exception {
    LoginProvider.of(console).person(subject, groups);
    Person person = new Person(console);
    assertThat(person.get("/console").uri().getHost()).isEqualTo(console.getHost());
    return person;
  }

  private Person auditor() throws Exception {
    return person("audrey", AUDITOR);
  }

  private Person operator() throws Exception {
    return person("oscar", OPERATOR);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console",
        "/console/",
        "/console/decisions",
        "/console/revoke",
        "/console/log",
        "/console/chains/00000000-0000-4000-8000-000000000000",
        "/console/chains/00000000-0000-4000-8000-000000000000/replay"
      })
  void nobodySeesAnythingWithoutALogin(String path) throws Exception {
    LoginProvider.of(console);
    HttpResponse<String> answer = new Person(console).ask(console.resolve(path));
    assertThat(answer.statusCode()).isIn(302, 404);
    assertThat(answer.body()).isEmpty();
    if (answer.statusCode() == 302) {
      URI login = URI.create(answer.headers().firstValue("Location").orElseThrow());
      assertThat(login.getPath()).isEqualTo("/auth");
      assertThat(login.getQuery())
          .contains("code_challenge_method=S256", "code_challenge=", "nonce=", "state=");
    }
  }

  @Test
  void aCertificateIsNoLogin() throws Exception {
    LoginProvider.of(console);
    Person certified = new Person(console, Optional.of(AcmeCertificates.selfSigned("auditor")));
    assertThat(certified.ask(console).statusCode()).isEqualTo(302);
    assertThat(certified.ask(console.resolve("/console/login")).statusCode())
        .as("nobody was sent there")
        .isEqualTo(401);
    assertThat(certified.post("/console/logout", Map.of("form_token", "")).statusCode())
        .isIn(302, 401);
  }

  @Test
  void aTokenForTheApiIsNoLogin() throws Exception {
    LoginProvider.of(console);
    Person person = new Person(console);
    HttpResponse<String> answer =
        person.post(
            "/console/revoke",
            Map.of("agent", "courier"),
            "Authorization",
            "Bearer " + Acme.operator().compact());
    assertThat(answer.statusCode()).isIn(302, 401);
    assertThat(revocations("courier")).isEqualTo("0");
  }

  @Test
  void whoHasNoRoleSeesNothing() throws Exception {
    Person nobody = person("norbert", List.of("engineering", "deputy-auditors"));
    for (String path :
        List.of("/console", "/console/decisions", "/console/revoke", "/console/log")) {
      HttpResponse<String> page = nobody.get(path);
      assertThat(page.statusCode()).isEqualTo(403);
      assertThat(page.body()).contains("This is not for you").doesNotContain("<nav");
    }
  }

  @Test
  void theSessionIsACookieThatNoScriptAndNoOtherSiteGets() throws Exception {
    Person auditor = auditor();
    List<HttpCookie> session =
        auditor.cookies().getCookieStore().getCookies().stream()
            .filter(cookie -> cookie.getName().startsWith("q_session"))
            .toList();
    assertThat(session)
        .isNotEmpty()
        .allSatisfy(
            cookie -> {
              assertThat(cookie.isHttpOnly()).isTrue();
              assertThat(cookie.getSecure()).isTrue();
              assertThat(cookie.getPath()).isEqualTo("/console");
              assertThat(cookie.getValue()).doesNotContain("audrey");
            });
    HttpResponse<String> out =
        auditor.post("/console/logout", Map.of("form_token", auditor.formToken()));
    assertThat(out.statusCode()).isEqualTo(200);
    assertThat(auditor.ask(console).statusCode()).isEqualTo(302);
  }

  @Test
  void anAuditorReadsAndDoesNotRevoke() throws Exception {
    Delegated chain = Delegated.from("user-" + UUID.randomUUID());
    Person auditor = auditor();
    String page = auditor.get("/console/chains/" + chain.first().chain()).body();
    assertThat(page)
        .contains(chain.third().hop(), "names: ", "Blast radius")
        .doesNotContain("method=\"post\" action=\"/console/revoke\"");
    assertThat(auditor.get("/console/revoke?chain=" + chain.first().chain()).body())
        .contains("3</strong> live tokens", "Only an operator can revoke");
    HttpResponse<String> refused =
        auditor.post(
            "/console/revoke",
            Map.of("chain", chain.first().chain(), "form_token", auditor.formToken()));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(dead(chain)).isFalse();
  }

  @Test
  void theLogSaysHowFarItIsAndLeadsFromALeafToItsHopAndProof() throws Exception {
    Delegated chain = Delegated.from("user-" + UUID.randomUUID());
    String hop = chain.third().hop();
    Person auditor = auditor();
    assertThat(auditor.get("/console/chains/" + chain.first().chain()).body())
        .contains("/audit/log/proof/" + hop);
    log.advance();
    assertThat(auditor.get("/console/log").body())
        .contains("The newest checkpoint verifies")
        .contains("/console/chains/" + chain.first().chain() + "#hop-" + hop)
        .contains("/audit/log/proof/" + hop);
  }

  @Test
  void anOperatorRevokesWithTheBlastRadiusBefore_andSeesWhoStillTries() throws Exception {
    String user = "user-" + UUID.randomUUID();
    Delegated chain = Delegated.from(user);
    Person operator = operator();
    String hop = chain.second().hop();
    assertThat(operator.get("/console/revoke?hop=" + hop).body())
        .contains("Before you revoke", "2</strong> live tokens", "Revoke 2 tokens");
    HttpResponse<String> done =
        operator.post(
            "/console/revoke",
            Map.of("hop", hop, "purpose", "it went astray", "form_token", operator.formToken()));
    assertThat(done.statusCode()).isEqualTo(303);
    assertThat(done.headers().firstValue("Location").orElseThrow())
        .endsWith("/console/revoke?hop=" + hop);
    Decisions.byMcpGateway()
        .from(
            1,
            List.of(
                Decisions.about(
                    chain.third(),
                    user,
                    "search_issues",
                    Optional.of("token_revoked"),
                    Instant.now().plusSeconds(1))))
        .send()
        .then()
        .statusCode(200);
    assertThat(operator.get("/console/revoke?hop=" + hop).body())
        .contains("revoked with its hop by operator oscar", "it went astray")
        .contains("<strong class=\"refused\">1</strong> refused");
    assertThat(
            database.ask(
                "SELECT by_issuer || ' ' || by_name FROM revocation WHERE hop = '" + hop + "'"))
        .isEqualTo(LoginProvider.issuer() + " oscar");
    assertThat(dead(chain)).isTrue();
  }

  private static boolean dead(Delegated chain) {
    return Call.next("researcher", Acme.RESEARCHER, chain.second().token(), "summarizer")
            .without("scope")
            .with("authorization_details", Acme.SEARCH)
            .send()
            .extract()
            .statusCode()
        == 400;
  }

  private String revocations(String agent) throws Exception {
    return database.ask("SELECT count(*) FROM revocation WHERE agent = '" + agent + "'");
  }

  @Test
  void aFormThatIsNotOfTheSessionDoesNothing() throws Exception {
    Person operator = operator();
    String foreign = person("olga", OPERATOR).formToken();
    String own = operator.formToken();
    assertThat(foreign).isNotEqualTo(own);
    for (String token : List.of("", foreign, "A".repeat(43), own + "A")) {
      assertThat(
              operator
                  .post("/console/revoke", Map.of("agent", "certified", "form_token", token))
                  .statusCode())
          .isEqualTo(403);
      assertThat(operator.post("/console/logout", Map.of("form_token", token)).statusCode())
          .isEqualTo(403);
    }
    for (String site : List.of("cross-site", "same-site", "none")) {
      assertThat(
              operator
                  .post(
                      "/console/revoke",
                      Map.of("agent", "certified", "form_token", own),
                      "Sec-Fetch-Site",
                      site)
                  .statusCode())
          .isEqualTo(403);
    }
    assertThat(operator.post("/console/revoke", Map.of("agent", "certified")).statusCode())
        .isEqualTo(403);
    assertThat(revocations("certified")).isEqualTo("0");
    assertThat(operator.get("/console/revoke?agent=certified&form_token=" + own).statusCode())
        .as("a link is no form")
        .isEqualTo(200);
    assertThat(revocations("certified")).isEqualTo("0");
  }

  @Test
  void whatStandsInTheRecordIsShownAndNothingElse() throws Exception {
    String user = MARKUP + UUID.randomUUID();
    String chain =
        Delegated.Issued.by(
                Call.first(
                        "orchestrator",
                        Acme.ORCHESTRATOR,
                        Acme.alice("orchestrator").with("sub", user))
                    .with("purpose", MARKUP))
            .chain();
    Map<String, Object> record =
        Decisions.about(
            new Delegated.Issued("", chain, chain),
            user,
            MARKUP,
            Optional.of("token_revoked"),
            Instant.now());
    record.put("route", MARKUP);
    Decisions.byMcpGateway().from(1, List.of(record)).send().then().statusCode(200);
    Person operator = operator();
    for (String path :
        List.of(
            "/console?user=" + encode(user),
            "/console?tool=" + encode(MARKUP),
            "/console/chains/" + chain,
            "/console/decisions?user=" + encode(user),
            "/console/revoke?user=" + encode(user) + "&user_issuer=" + encode(Acme.IDP),
            "/console/revoke?agent=" + encode(MARKUP))) {
      HttpResponse<String> page = operator.get(path);
      assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
      assertThat(page.body())
          .as(path)
          .contains("&lt;script&gt;")
          .doesNotContain("<script>", "<img", "{49}", "$49");
    }
    for (String path :
        List.of("/console?from=", "/console?after=", "/console?", "/console/chains/")) {
      HttpResponse<String> page = operator.get(path + encode(MARKUP));
      assertThat(page.statusCode()).isEqualTo(400);
      assertThat(page.body()).as(path).doesNotContain("<script>", "<img");
    }
  }

  @Test
  void aBrowserMayDoNothingButShowThePage() throws Exception {
    Person auditor = auditor();
    for (String path : List.of("/console", "/console/console.css", "/console/chains/1")) {
      HttpResponse<String> answer = auditor.get(path);
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'")
          .doesNotContain("unsafe", "*", "http");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }
    String page = auditor.get("/console").body();
    assertThat(page).doesNotContain("style=", " onclick", "javascript:", "<style", "//cdn");
    assertThat(page).containsOnlyOnce("<script src=\"/webjars/");
    assertThat(auditor.get("/webjars/htmx.org/2.0.4/dist/htmx.min.js").statusCode()).isEqualTo(200);
    assertThat(auditor.get("/console").headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/decisions?user=a",
        "/console//evil.example/",
        "/console/login/..//evil.example",
        "/console?next=//evil.example",
        "/console/%5cevil.example"
      })
  void aLoginLeadsBackToThisServiceOnly(String path) throws Exception {
    LoginProvider.of(console).person("audrey", AUDITOR);
    HttpResponse<String> page = new Person(console).get(path);
    assertThat(page.uri().getHost()).isEqualTo(console.getHost());
    assertThat(page.uri().getPort()).isEqualTo(console.getPort());
  }

  @Test
  void aLoginThatThisBrowserDidNotBeginIsRefused() throws Exception {
    LoginProvider.of(console).person("oscar", OPERATOR);
    Person other = new Person(console);
    URI login = URI.create(other.ask(console).headers().firstValue("Location").orElseThrow());
    String state = login.getQuery().replaceFirst(".*state=([^&]+).*", "$1");
    Person victim = new Person(console);
    HttpResponse<String> forged =
        victim.ask(console.resolve("/console/login?code=abc&state=" + state));
    assertThat(forged.statusCode()).isIn(302, 401);
    assertThat(forged.headers().firstValue("Location").orElse(LoginProvider.issuer()))
        .startsWith(LoginProvider.issuer());
    assertThat(victim.ask(console).statusCode()).isEqualTo(302);
  }

  @Test
  void aChainIsDecidedAgain() throws Exception {
    String chain = Delegated.from("user-" + UUID.randomUUID()).first().chain();
    Person auditor = auditor();
    assertThat(auditor.get("/console/chains/" + chain + "/replay").body())
        .contains("3</strong> hops", "0</strong> findings", "is as recorded");
    assertThat(auditor.get("/console/chains/" + UUID.randomUUID() + "/replay").statusCode())
        .isEqualTo(404);
  }

  @Test
  void searchesShowWhatWasFoundAndRefuseWhatIsNotUnderstood() throws Exception {
    String user = "user-" + UUID.randomUUID();
    Delegated chain = Delegated.from(user);
    Decisions.byMcpGateway()
        .from(
            1,
            List.of(
                Decisions.about(
                    chain.third(), user, "search_issues", Optional.empty(), Instant.now()),
                Decisions.about(
                    chain.third(),
                    user,
                    "create_issue",
                    Optional.of("request_not_within_rights"),
                    Instant.now())))
        .send()
        .then()
        .statusCode(200);
    Person auditor = auditor();
    String href = "href=\"/console/chains/" + chain.first().chain() + "\"";
    for (String query :
        List.of(
            "user=" + user,
            "user=" + user + "&agent=summarizer",
            "chain=" + chain.third().hop(),
            "user=" + user + "&tool=create_issue&reason=request_not_within_rights")) {
      assertThat(auditor.get("/console?" + query).body()).contains(href);
      assertThat(auditor.get("/console/decisions?" + query).body()).contains(href);
    }
    assertThat(auditor.get("/console?user=" + user + "&agent=courier").body())
        .doesNotContain(href)
        .contains("No chain on record is like that");
    assertThat(auditor.get("/console/decisions?user=" + user).body())
        .contains("<strong class=\"allowed\">1</strong>", "<strong class=\"refused\">1</strong>")
        .contains("<desc id=\"time-text-wide\">1 allowed");
    assertThat(auditor.get("/console?chain=1").statusCode()).isEqualTo(400);
    assertThat(auditor.get("/console?limit=1").statusCode()).isEqualTo(400);
    assertThat(auditor.get("/console/chains/" + UUID.randomUUID()).statusCode()).isEqualTo(404);
  }

  @Test
  void aChainIsAPictureAndTwoOfItsHopsAreCompared() throws Exception {
    Delegated chain = Delegated.from("user-" + UUID.randomUUID());
    String page =
        auditor()
            .get(
                "/console/chains/%s?left=%s&right=%s"
                    .formatted(chain.first().chain(), chain.first().hop(), chain.third().hop()))
            .body();
    assertThat(page)
        .contains("role=\"img\" aria-labelledby=\"picture-title-wide picture-text-wide\"")
        .contains("through 3 hops; 0 of them cannot be used any more")
        .contains("orchestrator, hop 0 may", "and summarizer, hop 2 may not")
        .contains(
            "names: is one of &quot;create_issue&quot;, &quot;search_issues&quot;"
                + " → is one of &quot;search_issues&quot;");
  }
}
