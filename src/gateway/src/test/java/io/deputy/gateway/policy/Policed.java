package io.deputy.gateway.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.Reason;
import io.deputy.capability.Arguments;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.OnlyDecided;
import io.deputy.gateway.gate.Asked;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.CentralPolicy;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.holder.Credentials;
import io.deputy.minting.Minted;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** A gateway of Acme's with a decision point beside it that says what a test wants it to. */
final class Policed implements AutoCloseable {
  static final String GITHUB = "https://mcp.acme.example/github";

  /** For tests of what is said in time; a machine may be busy. */
  static final Duration PATIENT = Duration.ofSeconds(10);

  /** For tests of what comes too late. */
  static final Duration HURRIED = Duration.ofMillis(300);

  static final Duration LEFT_ALONE = Duration.ofMillis(400);

  private static final String RIGHTS =
      """
      [{"type":"mcp","server":"https://mcp.acme.example/github",
        "methods":["tools/call","tools/list","resources/read"],
        "names":["search","list"],
        "arguments":{},"other_arguments":"allow"}]\
      """;

  private static final String ROUTES =
      """
      routes:
        - { id: high, type: mcp, path: /high, server: "%1$s", bearer: true }
        - { id: shut, type: mcp, path: /shut, server: "%1$s", bearer: true,
            high_capability: false, when_down: deny }
        - { id: open, type: mcp, path: /open, server: "%1$s", bearer: true,
            high_capability: false, when_down: allow }
      """;
  private static final ObjectMapper JSON = new ObjectMapper();

  final List<JsonNode> questions = new CopyOnWriteArrayList<>();
  final List<String> paths = new CopyOnWriteArrayList<>();
  final List<Optional<Reason>> recorded = new CopyOnWriteArrayList<>();
  final List<CentralPolicy.Consent> consents = new CopyOnWriteArrayList<>();
  final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  final Acme acme;
  final String url;
  private volatile BiConsumer<HttpServerRequest, Buffer> answers;
  private volatile DecisionPoint point;

  Policed(Path home) throws Exception {
    acme = new Acme(home, (caller, asked) -> point.require(caller, asked), recorder());
    acme.routes(ROUTES.formatted(GITHUB));
    url =
        acme.upstream(
            (request, body) -> {
              paths.add(request.path());
              questions.add(json(body.toString()));
              answers.accept(request, body);
            });
  }

  /** A new decision point with nothing behind it, which answers so. */
  void answers(PolicySettings.Protocol protocol, BiConsumer<HttpServerRequest, Buffer> answers) {
    this.answers = answers;
    at(protocol, url, PATIENT);
  }

  /** A new one somewhere else. */
  void at(PolicySettings.Protocol protocol, String elsewhere, Duration deadline) {
    close(point);
    questions.clear();
    paths.clear();
    recorded.clear();
    consents.clear();
    outcomes.clear();
    point =
        new DecisionPoint(
            acme.vertx(),
            new PolicySettings(protocol, elsewhere, deadline, Optional.of("gateways-own")),
            Acme.GATEWAY,
            Clock.systemUTC(),
            outcomes::add,
            LEFT_ALONE);
  }

  /** Answers so from now on; the decision point is the same. */
  void changes(BiConsumer<HttpServerRequest, Buffer> now) {
    this.answers = now;
  }

  static BiConsumer<HttpServerRequest, Buffer> says(int status, String body) {
    return (request, question) -> request.response().setStatusCode(status).end(body);
  }

  static Request.Mcp call(String name) {
    return new Request.Mcp(GITHUB, "tools/call", Optional.of(name), Arguments.NONE);
  }

  /** A call with one argument. */
  static Request.Mcp search(long limit) {
    Arguments arguments =
        new Arguments(new TreeMap<>(Map.of(Pointer.ofMember("limit"), new Value.Int(limit))));
    return new Request.Mcp(GITHUB, "tools/call", Optional.of("search"), arguments);
  }

  /** The gate's answer to the holder of a token with two hops; empty if it passes. */
  Optional<Reason> decide(String route, Request... requests) throws Exception {
    return decide(asked(route, requests));
  }

  Asked asked(String route, Request... requests) {
    return new Asked(
        acme.routes().named(route).orElseThrow(),
        List.of(requests),
        Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
  }

  Optional<Reason> decide(Asked asked) throws Exception {
    return decide(asked, "orchestrator", "searcher");
  }

  /** The same for the last of two agents. */
  Optional<Reason> decide(Asked asked, String first, String second) throws Exception {
    Minted parent = acme.mint(Acme.bearer(first), RIGHTS);
    String token = Acme.text(acme.next(parent, Acme.bearer(second), RIGHTS));
    Caller caller =
        acme.gate()
            .recognise(
                new Credentials(
                    List.of("Bearer " + token), List.of(), "POST", GITHUB, Optional.empty()),
                asked.route());
    return reason(acme.gate().decide(caller, asked).toCompletableFuture().join());
  }

  private static Optional<Reason> reason(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }

  private OnlyDecided recorder() {
    return (caller, asked, verdict, at) -> {
      recorded.add(reason(verdict));
      if (verdict instanceof Verdict.Passed passed) {
        consents.add(passed.consent());
      }
      return CompletableFuture.completedFuture(null);
    };
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(DecisionPoint point) {
    if (point != null) {
      point.close();
    }
  }

  @Override
  public void close() {
    close(point);
    acme.close();
  }
}
