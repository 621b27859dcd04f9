package io.deputy.bench;

import io.deputy.capability.Rights;
import io.deputy.json.RightsJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many hops a second {@code deputy replay --all} decides again, beside what it costs to read
 * the same rows and do nothing with them. The record is made by real exchanges, and replayed by the
 * program itself, in a heap of {@value #HEAP}.
 */
public final class ReplayLoad {
  /** Three times what is told of at once, so that two stretches can be timed. */
  private static final int CHAINS = 30_000;

  private static final int HOPS_OF_CHAIN = 3;
  private static final int CONCURRENCY = 8;
  private static final int FETCH = 100;
  private static final String HEAP = "256m";
  private static final double NANOS = 1e9;

  private static final Pattern PROGRESS = Pattern.compile("(\\d+) chains, (\\d+) hops; .*");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private final LoadIssuer issuer;
  private final int chains;

  private ReplayLoad(LoadIssuer issuer, int chains) {
    this.issuer = issuer;
    this.chains = chains;
  }

  /**
   * Starts an issuer, fills its record and replays it.
   *
   * @param args how many chains, if not 30,000; and the issuer's {@code quarkus-run.jar}
   */
  public static void main(String[] args) throws Exception {
    int chains = args.length > 0 ? Integer.parseInt(args[0]) : CHAINS;
    Path jar = Path.of(args.length > 1 ? args[1] : "src/issuer/target/quarkus-app/quarkus-run.jar");
    try (LoadIssuer issuer = LoadIssuer.start(jar)) {
      new ReplayLoad(issuer, chains).run(jar, System.out);
    }
  }

  private void run(Path jar, PrintStream out) throws Exception {
    record();
    try (Connection database = issuer.database()) {
      awaitNoneWaiting(database);
      out.println("load of the machine before: " + Load.average());
      read(database);
      double reading = read(database);
      long hops = (long) chains * HOPS_OF_CHAIN;
      out.printf("reading %d rows of hops: %.0f a second%n", hops, hops / reading);
      replay(jar, database.getMetaData().getURL(), out);
    }
    out.println("load of the machine after: " + Load.average());
  }

  private void record() throws Exception {
    ExchangeClient client = new ExchangeClient(issuer);
    LoadClient key = issuer.callerKeys().get(0);
    ExchangeClient.Caller first =
        new ExchangeClient.Caller(client.first(RightsJson.write(Chains.TYPICAL)), key, false);
    String less = RightsJson.write(new Rights(Chains.TYPICAL.capabilities().subList(0, 2)));
    AtomicInteger left = new AtomicInteger(chains);
    Callable<Void> recording =
        () -> {
          while (left.getAndDecrement() > 0) {
            String token = ExchangeClient.token(client.exchange(first));
            for (int hop = 1; hop < HOPS_OF_CHAIN; hop++) {
              ExchangeClient.token(
                  client.exchange(new ExchangeClient.Caller(client.next(token, less), key, false)));
            }
          }
          return null;
        };
    ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < CONCURRENCY; i++) {
        all.add(threads.submit(recording));
      }
      for (Future<Void> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void awaitNoneWaiting(Connection database)
      throws SQLException, InterruptedException {
    boolean waiting = true;
    while (waiting) {
      Thread.sleep(500);
      try (Statement statement = database.createStatement();
          ResultSet rows = statement.executeQuery("SELECT count(*) FROM log_queue")) {
        waiting = rows.next() && rows.getLong(1) > 0;
      }
    }
    // And until that is signed.
    Thread.sleep(2_000);
  }

  /** Seconds that it takes to have every column of every hop. */
  private static double read(Connection database) throws SQLException {
    long start = System.nanoTime();
    database.setAutoCommit(false);
    try (PreparedStatement select =
        database.prepareStatement("SELECT * FROM hop ORDER BY chain, depth, id")) {
      select.setFetchSize(FETCH);
      try (ResultSet rows = select.executeQuery()) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          for (int column = 1; column <= columns; column++) {
            rows.getObject(column);
          }
        }
      }
    } finally {
      database.rollback();
      database.setAutoCommit(true);
    }
    return (System.nanoTime() - start) / NANOS;
  }

  private void replay(Path jar, String url, PrintStream out) throws Exception {
    Path keys = Files.createTempFile("jwks", ".json");
    HttpResponse<String> published =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(issuer.url() + "/.well-known/jwks.json")).build(),
                HttpResponse.BodyHandlers.ofString());
    Files.writeString(keys, published.body());
    ProcessBuilder program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP,
                "-jar",
                jar.toAbsolutePath().toString(),
                "replay",
                "--all",
                "--keys",
                keys.toString(),
                "--database",
                url,
                "--login",
                "postgres")
            .redirectErrorStream(true);
    program.environment().put("DEPUTY_AUDIT_PASSWORD", issuer.databasePassword());
    long start = System.nanoTime();
    Process process = program.start();
    int exit = follow(process, start, out);
    double seconds = (System.nanoTime() - start) / NANOS;
    long hops = (long) chains * HOPS_OF_CHAIN;
    out.printf(
        "replay of %d hops in %d chains, from the start of the program to its end: %.1f s, %.0f a"
            + " second; exit code %d%n",
        hops, chains, seconds, hops / seconds, exit);
    Files.delete(keys);
  }

  /** Tells what the program tells, with the rate since it was told before. */
  private static int follow(Process process, long start, PrintStream out)
      throws IOException, InterruptedException {
    long hops = 0;
    long at = start;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null) {
        Matcher progress = PROGRESS.matcher(line);
        if (progress.matches()) {
          long now = System.nanoTime();
          long done = Long.parseLong(progress.group(2));
          out.printf(
              "  %d hops: %.0f a second since the line before; peak memory of the process %s%n",
              done, (done - hops) / ((now - at) / NANOS), peak(process));
          hops = done;
          at = now;
        } else {
          out.println("  " + line);
        }
        line = lines.readLine();
      }
    }
    return process.waitFor();
  }

  private static String peak(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return "unknown";
    }
    Matcher peak = PEAK.matcher(Files.readString(status));
    return peak.find() ? Long.parseLong(peak.group(1)) / 1024 + " MiB" : "unknown";
  }
}
