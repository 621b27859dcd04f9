package io.deputy.gateway.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.holder.Credentials;
import io.deputy.gateway.routes.Route;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands beside the token can only take away, and takes all when it fails. */
class GateTest {
  private static final String PAGES =
      """
      [{"type":"http","server":"https://wiki.acme.example","methods":["GET"],
        "paths":{"prefix":"/pages/"},"query":{"wildcard":true}}]\
      """;
  private static final Request PAGE =
      new Request.Http("https://wiki.acme.example", "GET", "/pages/a", "");
  private static final Request ADMIN =
      new Request.Http("https://wiki.acme.example", "GET", "/admin", "");

  @TempDir Path home;

  private Optional<Reason> decided(
      CentralPolicy policy, Recorder recorder, boolean record, Request... requests)
      throws Exception {
    try (Acme acme = new Acme(home, policy, recorder)) {
      Route route = route(acme, record);
      Caller caller = acme.gate().recognise(credentials(acme), route);
      Verdict verdict =
          acme.gate()
              .decide(caller, new Asked(route, List.of(requests), Optional.empty()))
              .toCompletableFuture()
              .join();
      return verdict instanceof Verdict.Refused refused
          ? Optional.of(refused.reason())
          : Optional.empty();
    }
  }

  private static Route route(Acme acme, boolean record) throws Exception {
    acme.routes(
        """
        routes:
          - id: wiki
            type: http
            path: /wiki
            server: https://wiki.acme.example
            bearer: true
            record: %s
        """
            .formatted(record));
    return acme.routes().named("wiki").orElseThrow();
  }

  private static Credentials credentials(Acme acme) throws Refusal {
    String token = Acme.text(acme.mint(Acme.bearer("reader"), PAGES));
    return new Credentials(
        List.of("Bearer " + token),
        List.of(),
        "GET",
        "https://wiki.acme.example/pages/a",
        Optional.empty());
  }

  private static CentralPolicy failing(Throwable failure) {
    return (caller, asked) -> CompletableFuture.failedFuture(failure);
  }

  /** Fails as a disk does: later, or at once. */
  private static Recorder broken(boolean atOnce) {
    return new Recorder() {
      private CompletionStage<Void> fail() {
        IllegalStateException full = new IllegalStateException("no space left on device");
        if (atOnce) {
          throw full;
        }
        return CompletableFuture.failedFuture(full);
      }

      @Override
      public CompletionStage<Void> decided(
          Caller caller, Asked asked, Verdict verdict, Instant at) {
        return fail();
      }

      @Override
      public CompletionStage<Void> turnedAway(
          Credentials credentials,
          String route,
          Optional<String> traceParent,
          Verdict.Refused refused,
          Instant at) {
        return fail();
      }

      @Override
      public CompletionStage<Void> unread(
          Caller caller,
          Route route,
          Optional<String> traceParent,
          Verdict.Refused refused,
          Instant at) {
        return fail();
      }
    };
  }

  @Test
  void allOfTheRequestsMustBeWithinTheToken() throws Exception {
    assertThat(decided(CentralPolicy.NONE, Recorder.NONE, true, PAGE)).isEmpty();
    assertThat(decided(CentralPolicy.NONE, Recorder.NONE, true, PAGE, ADMIN))
        .contains(Reason.REQUEST_NOT_WITHIN_RIGHTS);
  }

  @Test
  void aPolicyThatSaysNoIsNo() throws Exception {
    Refusal no = new Refusal(Reason.POLICY_DENIED, "not today");

    assertThat(decided(failing(no), Recorder.NONE, true, PAGE)).contains(Reason.POLICY_DENIED);
  }

  @Test
  void aPolicyThatCannotBeAskedIsNo() throws Exception {
    CentralPolicy silent = (caller, asked) -> CompletableFuture.completedFuture(null);
    CentralPolicy throwing =
        (caller, asked) -> {
          throw new IllegalStateException("no route to host");
        };

    assertThat(decided(failing(new java.io.IOException("reset")), Recorder.NONE, true, PAGE))
        .contains(Reason.POLICY_UNAVAILABLE);
    assertThat(decided(throwing, Recorder.NONE, true, PAGE)).contains(Reason.POLICY_UNAVAILABLE);
    assertThat(decided(silent, Recorder.NONE, true, PAGE)).contains(Reason.POLICY_UNAVAILABLE);
  }

  @Test
  void aPolicyIsNotAskedForWhatTheTokenDoesNotAllow() throws Exception {
    CentralPolicy unexpected =
        (caller, asked) -> {
          throw new AssertionError("asked");
        };

    assertThat(decided(unexpected, Recorder.NONE, true, ADMIN))
        .contains(Reason.REQUEST_NOT_WITHIN_RIGHTS);
  }

  @Test
  void whatCannotBeRecordedDoesNotPassWhereTheRouteDemandsARecord() throws Exception {
    for (boolean atOnce : new boolean[] {false, true}) {
      assertThat(decided(CentralPolicy.NONE, broken(atOnce), true, PAGE))
          .contains(Reason.RECORD_UNAVAILABLE);
      assertThat(decided(CentralPolicy.NONE, broken(atOnce), true, ADMIN))
          .contains(Reason.REQUEST_NOT_WITHIN_RIGHTS);
      assertThat(decided(CentralPolicy.NONE, broken(atOnce), false, PAGE)).isEmpty();
    }
  }

  @Test
  void whoIsTurnedAwayIsToldWhy_alsoIfItCannotBeRecorded() throws Exception {
    for (boolean atOnce : new boolean[] {false, true}) {
      try (Acme acme = new Acme(home, CentralPolicy.NONE, broken(atOnce))) {
        Route route = route(acme, true);
        Credentials nothing =
            new Credentials(List.of(), List.of(), "GET", "https://a.example/", Optional.empty());

        assertThatThrownBy(() -> acme.gate().recognise(nothing, route))
            .isInstanceOfSatisfying(
                Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.TOKEN_MISSING));
      }
    }
  }
}
