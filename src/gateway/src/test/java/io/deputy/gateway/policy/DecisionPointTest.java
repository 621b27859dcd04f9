package io.deputy.gateway.policy;

import static io.deputy.gateway.policy.Policed.call;
import static io.deputy.gateway.policy.Policed.says;
import static io.deputy.gateway.policy.PolicySettings.Protocol.AUTHZEN;
import static io.deputy.gateway.policy.PolicySettings.Protocol.CERBOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.Reason;
import io.deputy.capability.Arguments;
import io.deputy.capability.Request;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.CentralPolicy;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A decision point that is down, slow or lying can take away, and gives only what is written. */
@Timeout(60)
class DecisionPointTest {
  private static final String YES = "{\"decision\":true}";
  private static final String NO = "{\"decision\":false}";

  @TempDir static Path home;
  private static Policed policed;

  @BeforeAll
  static void start() throws Exception {
    policed = new Policed(home);
  }

  @AfterAll
  static void stop() {
    policed.close();
  }

  @Test
  void itIsToldTheUserEveryAgentTheRequestAndWhatIsAround() throws Exception {
    policed.answers(
        AUTHZEN,
        (request, body) -> {
          assertThat(request.getHeader("authorization")).isEqualTo("Bearer gateways-own");
          request.response().end(YES);
        });
    assertThat(policed.decide("high", Policed.search(7))).isEmpty();

    JsonNode question = policed.questions.get(0);
    assertThat(policed.paths).containsExactly("/access/v1/evaluation");
    assertThat(question.at("/subject").toString())
        .isEqualTo(
            "{\"type\":\"identity\",\"id\":\"alice\",\"properties\":"
                + "{\"issuer\":\"https://idp.acme.example\"}}");
    assertThat(question.at("/action/name").asText()).isEqualTo("tools/call");
    assertThat(question.at("/resource/type").asText()).isEqualTo("tool");
    assertThat(question.at("/resource/id").asText()).isEqualTo("search");
    assertThat(question.at("/resource/properties/server").asText()).isEqualTo(Policed.GITHUB);
    assertThat(question.at("/resource/properties/request/arguments/limit").asInt()).isEqualTo(7);
    assertThat(question.at("/resource/properties/arguments_unseen").asBoolean(true)).isFalse();
    JsonNode context = question.at("/context");
    assertThat(context.at("/agent").asText()).isEqualTo("searcher");
    assertThat(context.at("/actors/0/agent").asText()).isEqualTo("orchestrator");
    assertThat(context.at("/actors/1/agent").asText()).isEqualTo("searcher");
    assertThat(context.at("/actors/1/hop")).isEqualTo(context.at("/hop"));
    assertThat(context.at("/gateway").asText()).isEqualTo("acme-gateway");
    assertThat(context.at("/route").asText()).isEqualTo("high");
    assertThat(context.at("/traceparent").asText()).startsWith("00-0af7651916cd43dd");
    assertThat(context.fieldNames()).toIterable().contains("chain", "expires_at", "time");
    assertThat(policed.outcomes).containsExactly(Outcome.ALLOWED);
    assertThat(policed.recorded).containsExactly(Optional.empty());
    assertThat(policed.consents).containsExactly(CentralPolicy.Consent.GIVEN);
  }

  @Test
  void itSaysNoAndThatIsRecordedWithItsOwnReason() throws Exception {
    for (String no :
        List.of(NO, "{\"decision\":true,\"context\":{\"obligations\":[{\"type\":\"step-up\"}]}}")) {
      for (String route : List.of("high", "shut", "open")) {
        policed.answers(AUTHZEN, says(200, no));
        assertThat(policed.decide(route, call("search"))).as(no).contains(Reason.POLICY_DENIED);
        assertThat(policed.recorded).containsExactly(Optional.of(Reason.POLICY_DENIED));
        assertThat(policed.outcomes).containsExactly(Outcome.DENIED);
      }
    }
  }

  @Test
  void itIsNotAskedForWhatTheTokenDoesNotAllow() throws Exception {
    policed.answers(AUTHZEN, says(200, YES));

    assertThat(policed.decide("high", call("search"), call("delete")))
        .contains(Reason.REQUEST_NOT_WITHIN_RIGHTS);
    assertThat(policed.questions).isEmpty();
  }

  @Test
  void ofSeveralThingsItMustAllowEach() throws Exception {
    Map<String, Optional<Reason>> answers = new LinkedHashMap<>();
    answers.put("{\"evaluations\":[%s,%s]}".formatted(YES, YES), Optional.empty());
    answers.put("{\"evaluations\":[%s,%s]}".formatted(YES, NO), Optional.of(Reason.POLICY_DENIED));
    answers.put("{\"evaluations\":[%s]}".formatted(YES), Optional.of(Reason.POLICY_DENIED));
    answers.put("{\"evaluations\":[]}", Optional.of(Reason.POLICY_DENIED));
    answers.put(
        "{\"evaluations\":[%s,%s,%s]}".formatted(YES, YES, YES),
        Optional.of(Reason.POLICY_UNAVAILABLE));
    answers.put(YES, Optional.of(Reason.POLICY_UNAVAILABLE));
    for (Map.Entry<String, Optional<Reason>> answer : answers.entrySet()) {
      policed.answers(AUTHZEN, says(200, answer.getKey()));
      assertThat(policed.decide("high", call("search"), call("list")))
          .as(answer.getKey())
          .isEqualTo(answer.getValue());
      assertThat(policed.paths).containsExactly("/access/v1/evaluations");
      assertThat(policed.questions.get(0).at("/evaluations/1/resource/id").asText())
          .isEqualTo("list");
    }
  }

  @Test
  void moreThingsThanItCanBeAskedDoNotPassUnasked() throws Exception {
    policed.answers(AUTHZEN, says(200, YES));
    Request[] many =
        Collections.nCopies(DecisionPoint.MAX_EVALUATIONS + 1, call("search"))
            .toArray(Request[]::new);

    assertThat(policed.decide("open", many)).contains(Reason.REQUEST_TOO_LARGE);
    assertThat(policed.questions).isEmpty();
  }

  @Test
  void aCallWhoseArgumentsAreChosenLaterIsAskedAboutAsThat() throws Exception {
    policed.answers(AUTHZEN, says(200, YES));
    Asked asked = policed.asked("high", call("search"));

    assertThat(
            policed.decide(
                new Asked(
                    asked.route(), asked.requests(), List.of(call("search")), Optional.empty())))
        .isEmpty();
    assertThat(policed.questions.get(0).at("/resource/properties/arguments_unseen").asBoolean())
        .isTrue();
  }

  @Test
  void whatOnlyKeepsASessionGoingIsNotAskedAboutButItsBeginningIs() throws Exception {
    policed.answers(AUTHZEN, says(200, NO));

    for (String operation : List.of("ping", "notifications/cancelled", "response", "DELETE")) {
      assertThat(policed.decide(entering(operation))).as(operation).isEmpty();
    }
    assertThat(policed.questions).isEmpty();
    assertThat(policed.decide(entering("initialize"))).contains(Reason.POLICY_DENIED);
    assertThat(policed.questions.get(0).at("/resource/type").asText()).isEqualTo("mcp_server");
  }

  private static Asked entering(String operation) {
    Asked asked =
        policed.asked(
            "high", new Request.Mcp(Policed.GITHUB, operation, Optional.empty(), Arguments.NONE));
    return Asked.entering(asked.route(), asked.requests(), asked.traceParent());
  }

  private static Map<String, BiConsumer<HttpServerRequest, Buffer>> lies() {
    Map<String, BiConsumer<HttpServerRequest, Buffer>> lies = new LinkedHashMap<>();
    for (String body :
        List.of(
            "",
            "garbage",
            "{}",
            "[]",
            "null",
            "true",
            "[true]",
            "{\"decision\":\"true\"}",
            "{\"decision\":1}",
            "{\"decision\":null}",
            "{\"decision\":[true]}",
            "{\"Decision\":true}",
            "{\"context\":{}}",
            "{\"decision\":true,\"decision\":true}",
            "{\"decision\":true}x",
            "{\"decision\":true,\"context\":[]}",
            "{\"decision\":true,\"context\":" + "{\"a\":".repeat(40) + "0" + "}".repeat(41),
            "{\"decision\":true,\"context\":{\"a\":\""
                + "a".repeat(DecisionPoint.MAX_ANSWER_BYTES)
                + "\"}}")) {
      lies.put(body.substring(0, Math.min(60, body.length())), says(200, body));
    }
    for (int status : List.of(201, 204, 302, 500, 503)) {
      lies.put("status " + status, says(status, status == 204 ? "" : YES));
    }
    lies.put(
        "half a body",
        (request, question) -> {
          request.response().putHeader("content-length", "100").write(YES);
          request.connection().close();
        });
    lies.put("gone", (request, question) -> request.connection().close());
    return lies;
  }

  @Test
  void aLieIsNoUnlessTheRouteSaysOtherwiseInWriting() throws Exception {
    for (Map.Entry<String, BiConsumer<HttpServerRequest, Buffer>> lie : lies().entrySet()) {
      policed.answers(AUTHZEN, lie.getValue());

      for (String route : List.of("high", "shut")) {
        assertThat(policed.decide(route, call("search")))
            .as(lie.getKey())
            .contains(Reason.POLICY_UNAVAILABLE);
      }
      assertThat(policed.decide("open", call("search"))).as(lie.getKey()).isEmpty();
      assertThat(policed.recorded)
          .containsExactly(
              Optional.of(Reason.POLICY_UNAVAILABLE),
              Optional.of(Reason.POLICY_UNAVAILABLE),
              Optional.empty());
      assertThat(policed.outcomes)
          .containsExactly(Outcome.UNAVAILABLE, Outcome.UNAVAILABLE, Outcome.PASSED_UNASKED);
      assertThat(policed.consents).containsExactly(CentralPolicy.Consent.UNASKED);
    }
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws Exception {
    policed.answers(
        AUTHZEN,
        (request, question) -> {
          request.response().setChunked(true);
          request.connection().closeHandler(cut -> policed.paths.add("cut"));
          drip(request);
        });

    assertTooLate();
    while (!policed.paths.contains("cut")) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static void drip(HttpServerRequest request) {
    if (!request.response().closed()) {
      request.response().write(" ");
      policed.acme.vertx().setTimer(10, later -> drip(request));
    }
  }

  @Test
  void oneThatIsSlowIsNotWaitedFor() throws Exception {
    policed.answers(AUTHZEN, (request, question) -> {});

    assertTooLate();
  }

  private static void assertTooLate() throws Exception {
    policed.at(AUTHZEN, policed.url, Policed.HURRIED);
    long start = System.nanoTime();
    assertThat(policed.decide("high", call("search"))).contains(Reason.POLICY_UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Policed.HURRIED, Policed.PATIENT);
  }

  @Test
  void oneThatIsNotThereIsDown() throws Exception {
    policed.at(AUTHZEN, "http://localhost:1", Policed.PATIENT);

    assertThat(policed.decide("high", call("search"))).contains(Reason.POLICY_UNAVAILABLE);
    assertThat(policed.decide("open", call("search"))).isEmpty();
  }

  @Test
  void oneThatFailsAgainAndAgainIsLeftAloneForAWhile() throws Exception {
    policed.answers(AUTHZEN, says(500, ""));
    for (int i = 0; i < DecisionPoint.FAILURES + 3; i++) {
      assertThat(policed.decide("high", call("search"))).contains(Reason.POLICY_UNAVAILABLE);
    }
    assertThat(policed.questions).hasSize(DecisionPoint.FAILURES);

    policed.changes(says(200, YES));
    assertThat(policed.decide("high", call("search"))).contains(Reason.POLICY_UNAVAILABLE);
    while (policed.decide("high", call("search")).isPresent()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(policed.questions).hasSize(DecisionPoint.FAILURES + 1);
  }

  @Test
  void aQuestionThatItRefusesIsNoEverywhereAndDoesNotMakeItDown() throws Exception {
    policed.answers(AUTHZEN, says(413, ""));

    for (int i = 0; i < DecisionPoint.FAILURES + 3; i++) {
      assertThat(policed.decide("open", call("search"))).contains(Reason.POLICY_UNAVAILABLE);
    }
    assertThat(policed.questions).hasSize(DecisionPoint.FAILURES + 3);
    assertThat(policed.outcomes).containsOnly(Outcome.QUESTION_REFUSED);
  }

  @Test
  void cerbosMustAnswerWhatItWasAsked() throws Exception {
    String result =
        "{\"results\":[{\"resource\":{\"id\":\"%s\",\"kind\":\"%s\"},\"actions\":{\"%s\":%s}}]}";
    Map<String, Optional<Reason>> answers = new LinkedHashMap<>();
    Optional<Reason> lie = Optional.of(Reason.POLICY_UNAVAILABLE);
    answers.put(
        result.formatted("search", "tool", "tools/call", "\"EFFECT_ALLOW\""), Optional.empty());
    answers.put(
        result.formatted("search", "tool", "tools/call", "\"EFFECT_DENY\""),
        Optional.of(Reason.POLICY_DENIED));
    answers.put(
        result.formatted("search", "tool", "tools/call", "\"effect_allow\""),
        Optional.of(Reason.POLICY_DENIED));
    answers.put(result.formatted("other", "tool", "tools/call", "\"EFFECT_ALLOW\""), lie);
    answers.put(result.formatted("search", "prompt", "tools/call", "\"EFFECT_ALLOW\""), lie);
    answers.put(result.formatted("search", "tool", "tools/list", "\"EFFECT_ALLOW\""), lie);
    answers.put(result.formatted("search", "tool", "tools/call", "true"), lie);
    answers.put("{\"results\":[]}", lie);
    answers.put("{}", lie);
    for (Map.Entry<String, Optional<Reason>> answer : answers.entrySet()) {
      policed.answers(CERBOS, says(200, answer.getKey()));
      assertThat(policed.decide("high", call("search")))
          .as(answer.getKey())
          .isEqualTo(answer.getValue());
    }
  }

  @Test
  void whereItIsAndHowLongItMayTakeIsCheckedAtTheStart() {
    for (String url : List.of("ftp://pdp.example", "http://pdp.example/", "pdp", "http:///x")) {
      assertThatThrownBy(
              () -> new PolicySettings(AUTHZEN, url, Duration.ofMillis(5), Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () ->
                new PolicySettings(
                    AUTHZEN, "http://pdp.example", Duration.ofMinutes(1), Optional.empty()))
        .hasMessageContaining("PT10S");
    assertThat(
            new PolicySettings(
                    AUTHZEN, "http://pdp.example", Duration.ofMillis(5), Optional.of("secret"))
                .toString())
        .doesNotContain("secret");
  }
}
