package io.deputy.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * How many leaves a second an issuer takes into its transparency log, signed and published; and
 * what the log adds to the recording of a hop. Rows are written into its database from the side, so
 * that no exchange is measured; {@link ExchangeLoad} tells what one costs in all.
 */
public final class LogLoad {
  private static final int LEAVES = 50_000;

  /**
   * A hop holds locks until its transaction commits: more of them do not fit the table of locks.
   */
  private static final int AT_ONCE = 500;

  private static final int ROUNDS = 10;

  /** The lock of whoever lets the log grow: see {@code V9__transparency_log.sql}. */
  private static final String TURN = "x'6c6f67'::bigint";

  private static final double NANOS = 1e9;

  /** Of the size of a hop of the demonstration: some 4,000 bytes. */
  private static final String HOPS =
      """
      INSERT INTO hop (id, chain, depth, delegator, actor, actor_key, user_issuer, user_subject,
        user_groups, user_roles, asked, granted, certificate, directory, root_key, blocks,
        revocation_ids, issued_at, expires_at, audience, max_depth, client_address, trace)
      SELECT gen_random_uuid(), gen_random_uuid(), 0, 'orchestrator', 'orchestrator', '',
        'https://idp.acme.example', 'alice', '{engineering}', '{}', repeat('a', 900),
        repeat('g', 900), repeat('c', 500), digest, 1, ARRAY[sha256('x') || decode(repeat('ab', 1200), 'hex')],
        ARRAY[decode(repeat('cd', 64), 'hex')], now(), now() + interval '1 h', '{mcp-gateway}', 4,
        '127.0.0.1', repeat('0', 32)
      FROM (SELECT digest FROM directory_history ORDER BY version DESC LIMIT 1) AS d,
        generate_series(1, %d)""";

  private final LoadIssuer issuer;
  private final HttpClient http = HttpClient.newHttpClient();

  private LogLoad(LoadIssuer issuer) {
    this.issuer = issuer;
  }

  /**
   * Starts an issuer and fills its database.
   *
   * @param args the issuer's {@code quarkus-run.jar}
   */
  public static void main(String[] args) throws Exception {
    Path jar =
        Path.of(args.length == 1 ? args[0] : "src/issuer/target/quarkus-app/quarkus-run.jar");
    try (LoadIssuer issuer = LoadIssuer.start(jar)) {
      new LogLoad(issuer).run(System.out);
    }
  }

  private void run(PrintStream out) throws Exception {
    out.println("load of the machine before: " + Load.average());
    try (Connection connection = issuer.database();
        Statement statement = connection.createStatement()) {
      record(statement, LEAVES / ROUNDS);
      double without = 0;
      double with = 0;
      for (int round = 0; round < ROUNDS; round++) {
        statement.execute("ALTER TABLE hop DISABLE TRIGGER queue_for_log");
        without += record(statement, LEAVES / ROUNDS / ROUNDS);
        statement.execute("ALTER TABLE hop ENABLE ALWAYS TRIGGER queue_for_log");
        with += record(statement, LEAVES / ROUNDS / ROUNDS);
      }
      int rows = LEAVES / ROUNDS;
      out.printf(
          "recording a hop in the database: %.0f us without the log, %.0f us with it%n",
          without / rows * 1e6, with / rows * 1e6);
      awaitNoneWaiting(statement);
      integrate(statement, out);
    }
    out.println("load of the machine after: " + Load.average());
  }

  /** The log is held still until all rows are there. */
  private void integrate(Statement statement, PrintStream out) throws Exception {
    statement.execute("SELECT pg_advisory_lock(" + TURN + ")");
    long before = size();
    record(statement, LEAVES);
    long start = System.nanoTime();
    statement.execute("SELECT pg_advisory_unlock(" + TURN + ")");
    await(before + LEAVES);
    double seconds = (System.nanoTime() - start) / NANOS;
    out.printf(
        "%d leaves in the log, signed and published, in %.1f s: %.0f a second%n",
        LEAVES, seconds, LEAVES / seconds);
  }

  /** Seconds that it took. */
  private static double record(Statement statement, int count) throws SQLException {
    long start = System.nanoTime();
    for (int done = 0; done < count; done += AT_ONCE) {
      statement.execute(HOPS.formatted(Math.min(AT_ONCE, count - done)));
    }
    return (System.nanoTime() - start) / NANOS;
  }

  private void await(long size) throws IOException, InterruptedException {
    while (size() < size) {
      Thread.sleep(20);
    }
  }

  /** Until nothing waits for the log any more. */
  private static void awaitNoneWaiting(Statement statement)
      throws SQLException, InterruptedException {
    boolean waiting = true;
    while (waiting) {
      Thread.sleep(500);
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM log_queue")) {
        waiting = rows.next() && rows.getLong(1) > 0;
      }
    }
    // And until that is signed.
    Thread.sleep(2_000);
  }

  private long size() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(issuer.url() + "/audit/log/checkpoint")).build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() == 200 ? Long.parseLong(answer.body().split("\n", -1)[1]) : 0;
  }
}
