package io.deputy.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.issuer.acme.Acme;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law L8 on the packaged application: whatever is killed and whenever, every token that a client
 * received has its row afterwards.
 */
class CrashIT {
  /** Clients that ask as fast as they are answered. */
  private static final int CLIENTS = 8;

  /** Enough tokens in flight that a kill meets some of them half-way. */
  private static final int BEFORE_THE_KILL = 100;

  private final AcmeClient http = new AcmeClient();

  /** One home for all: what a test leaves behind, the next one starts from. */
  @TempDir static Path home;

  private static IssuerProcess issuer;

  @BeforeAll
  static void start() throws Exception {
    Acme.writeDirectory(home);
    issuer = IssuerProcess.start(home);
  }

  @AfterAll
  static void stop() throws Exception {
    issuer.stop();
  }

  private interface Blow {
    void strike() throws Exception;
  }

  /** What the clients received from an issuer that was struck under load. */
  private Queue<String> hopsReceived(Blow blow) throws Exception {
    Queue<String> hops = new ConcurrentLinkedQueue<>();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
      clients.execute(
          () -> {
            while (!over.get()) {
              ask(hops);
            }
          });
    }
    try {
      for (int i = 0; i < 600 && hops.size() < BEFORE_THE_KILL; i++) {
        Thread.sleep(100);
      }
      assertThat(hops).as(issuer.output()).hasSizeGreaterThanOrEqualTo(BEFORE_THE_KILL);
      blow.strike();
    } finally {
      over.set(true);
      clients.shutdown();
      clients.awaitTermination(1, TimeUnit.MINUTES);
    }
    return hops;
  }

  private void ask(Queue<String> hops) {
    try {
      // Whatever the status: a token that was received is a token.
      JsonNode answer = new ObjectMapper().readTree(exchange().body());
      if (answer.has("access_token")) {
        hops.add(answer.path("hop").asText("no hop"));
      }
    } catch (IOException e) {
      // Nothing was received.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<String> exchange() throws IOException, InterruptedException {
    return http.exchange(issuer);
  }

  /** The hops on record, read past the issuer. */
  private Set<String> hopsOnRecord() throws Exception {
    Path folder = home.resolve("postgres");
    String port = Files.readAllLines(folder.resolve("cluster").resolve("postmaster.pid")).get(3);
    Set<String> hops = new TreeSet<>();
    try (var connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/deputy",
                "postgres",
                Files.readString(folder.resolve("password")));
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM hop")) {
      while (rows.next()) {
        hops.add(rows.getString(1));
      }
    }
    return hops;
  }

  private void everyTokenHasItsRowAfter(Blow blow) throws Exception {
    Queue<String> received = hopsReceived(blow);
    issuer = IssuerProcess.start(home);
    assertThat(hopsOnRecord()).containsAll(received);
    assertThat(exchange().statusCode()).isEqualTo(200);
  }

  @Test
  void issuerAndPostgresKilledUnderLoadLoseNoRow() throws Exception {
    everyTokenHasItsRowAfter(
        () -> {
          issuer.kill();
          issuer.killPostgres();
        });
  }

  @Test
  void issuerKilledUnderLoadLosesNoRowAndLeavesNoPostgresInTheWay() throws Exception {
    everyTokenHasItsRowAfter(() -> issuer.kill());
  }

  @Test
  void postgresKilledUnderLoadLosesNoRowAndStopsEveryToken() throws Exception {
    everyTokenHasItsRowAfter(
        () -> {
          issuer.killPostgres();
          HttpResponse<String> answer = exchange();
          assertThat(answer.statusCode()).isEqualTo(503);
          assertThat(answer.body()).contains("record_unavailable");
          issuer.stop();
        });
  }

  @Test
  void aSecondInstanceOnTheSameHomeSaysSoAndEnds() throws Exception {
    refusesToStart(IssuerProcess.launch(home), "deputy: another instance runs on");
    assertThat(exchange().statusCode()).isEqualTo(200);
  }

  @Test
  void aMissingDirectoryOfANewDatabaseIsSaidInOneLine() throws Exception {
    Path nowhere = home.resolve("nowhere.yaml");
    refusesToStart(
        IssuerProcess.launch(home.resolve("new"), "-Ddeputy.directory=" + nowhere),
        "deputy: " + nowhere + ": does not exist; write it or set deputy.directory");
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsSaidInOneLine() throws Exception {
    refusesToStart(
        IssuerProcess.launch(home, "-Ddeputy.database.url=jdbc:postgresql://127.0.0.1:1/x"),
        "deputy: the database cannot be used; check deputy.database.*");
  }

  private static void refusesToStart(IssuerProcess other, String line) throws Exception {
    assertThat(other.exitCode()).as(other.output()).isEqualTo(2);
    assertThat(other.output())
        .satisfies(
            output ->
                assertThat(output.lines().filter(l -> l.startsWith("deputy: ")))
                    .singleElement()
                    .satisfies(l -> assertThat(l).startsWith(line)))
        .doesNotContain("\tat ");
  }
}
