package io.deputy.issuer.postgres;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.deputy.Bytes;
import io.deputy.biscuit.Proof;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.http.Call;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** No row, no token. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class RecordTest {
  @Inject OwnerConnection database;

  @ConfigProperty(name = "deputy.home")
  String home;

  private String count(String hop) throws Exception {
    return database.ask("SELECT count(*) FROM hop WHERE id = '" + hop + "'");
  }

  @Test
  void everyTokenHasItsRowWithWhatAnAuditorNeeds() throws Exception {
    var first = Call.byOrchestrator().with("purpose", "triage").send().statusCode(200).extract();
    String token = first.path("access_token");
    var second =
        Call.next("orchestrator", Acme.ORCHESTRATOR, token, "researcher")
            .send()
            .statusCode(200)
            .extract();
    String hop = second.path("hop");
    assertThat(
            database.ask(
                """
                SELECT concat_ws(' ', depth, parent, delegator, actor, user_subject,
                                 user_groups[1], root_key, attestation_key, cardinality(blocks))
                FROM hop WHERE id = '%s'"""
                    .formatted(hop)))
        .isEqualTo("1 " + first.path("hop") + " orchestrator researcher alice engineering 1 2 1");
    assertThat(
            database.ask(
                """
                SELECT concat_ws(' ', purpose, user_token IS NOT NULL, client_address,
                                 granted::json->0->>'type', json_typeof(certificate::json))
                FROM hop WHERE id = '%s'"""
                    .formatted((String) first.path("hop"))))
        .isEqualTo("triage t 127.0.0.1 mcp object");
  }

  @Test
  void aRowHoldsNoSecret() throws Exception {
    var answer = Call.byOrchestrator().send().statusCode(200).extract();
    Bytes token = TokenText.read(answer.path("access_token"));
    String secret =
        ((Proof.NextSecret) UnverifiedChain.read(token).biscuit().proof())
            .unsafeNextSecret()
            .toHex();
    String row =
        database.ask("SELECT to_jsonb(hop)::text FROM hop WHERE id = '" + answer.path("hop") + "'");
    assertThat(row).contains("alice").doesNotContain(secret);
  }

  @Test
  void aRefusedExchangeLeavesNoRow() throws Exception {
    String before = database.ask("SELECT count(*) FROM hop");
    Call.byOrchestrator().with("expires_in", "100000").send().statusCode(400);
    assertThat(database.ask("SELECT count(*) FROM hop")).isEqualTo(before);
  }

  @Test
  void oneAssertionUsedByManyAtOnceCountsOnce() throws Exception {
    Jwt assertion = Acme.assertion("orchestrator", Acme.ORCHESTRATOR);
    List<Integer> statuses =
        together(
            8, () -> Call.byOrchestrator().assertedBy(assertion).send().extract().statusCode());
    assertThat(statuses).containsOnly(200, 401).containsOnlyOnce(200);
  }

  @Test
  void manyExchangesAtOnceEachHaveTheirRow() throws Exception {
    List<String> hops =
        together(16, () -> Call.byOrchestrator().send().statusCode(200).extract().path("hop"));
    assertThat(hops).doesNotHaveDuplicates();
    for (String hop : hops) {
      assertThat(count(hop)).isEqualTo("1");
    }
  }

  private static <T> List<T> together(int times, Callable<T> call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(times);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(Collections.nCopies(times, call))) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aRecordThatCannotBeWrittenInTimeMeansNoToken() throws Exception {
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE hop IN ACCESS EXCLUSIVE MODE");
      refusedForNow();
      connection.rollback();
    }
    Call.byOrchestrator().token();
  }

  private static void refusedForNow() {
    Call.byOrchestrator()
        .send()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("error", equalTo("temporarily_unavailable"))
        .body("reason", equalTo("record_unavailable"))
        .body("access_token", nullValue());
  }

  @Test
  void aDatabaseThatHangsMeansNoTokenAndItsReturnMeansTokensAgain() throws Exception {
    List<ProcessHandle> processes = postgres();
    signal("STOP", processes);
    try {
      refusedForNow();
      when().get("/trust/bundle").then().statusCode(503);
      when().get("/q/health/ready").then().statusCode(503);
    } finally {
      signal("CONT", processes);
    }
    recovers();
  }

  @Test
  void aDatabaseThatCrashesMeansNoTokenAndItsReturnMeansTokensAgain() throws Exception {
    Call.byOrchestrator().token();
    // One server process killed: PostgreSQL throws everybody out and recovers from its log.
    signal("KILL", postgres().subList(0, 1));
    for (int i = 0; i < 5; i++) {
      var answer = Call.byOrchestrator().send().extract();
      assertThat(answer.statusCode()).isIn(200, 503);
      if (answer.statusCode() == 503) {
        assertThat((String) answer.path("access_token")).isNull();
      }
    }
    recovers();
  }

  private static void recovers() throws InterruptedException {
    for (int i = 0; i < 40; i++) {
      if (Call.byOrchestrator().send().extract().statusCode() == 200) {
        when().get("/q/health/ready").then().statusCode(200);
        return;
      }
      Thread.sleep(500);
    }
    throw new AssertionError("the issuer does not recover");
  }

  /** The processes that serve connections. */
  private List<ProcessHandle> postgres() throws Exception {
    String pid = Files.readAllLines(Path.of(home, "postgres", "cluster", "postmaster.pid")).get(0);
    List<ProcessHandle> backends = new ArrayList<>();
    for (String backend :
        database
            .ask(
                "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity"
                    + " WHERE application_name = 'deputy'")
            .split(" ", -1)) {
      ProcessHandle.of(Long.parseLong(backend)).ifPresent(backends::add);
    }
    assertThat(backends).as("connections of postmaster %s", pid).isNotEmpty();
    ProcessHandle.of(Long.parseLong(pid)).ifPresent(backends::add);
    return backends;
  }

  private static void signal(String name, List<ProcessHandle> processes) throws Exception {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.forEach(p -> command.add(Long.toString(p.pid())));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
