package io.deputy.bench;

import io.deputy.bench.ExchangeClient.Caller;
import io.deputy.capability.Rights;
import io.deputy.json.RightsJson;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Exchanges a second against a real issuer on its embedded PostgreSQL, each with its durable row:
 * the client and the issuer share the machine.
 */
public final class ExchangeLoad {
  private static final int CONCURRENCY = 8;

  /** Until the compilers of the JVM, which get their share of two processors, have done most. */
  private static final Duration COLD = Duration.ofSeconds(90);

  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(15);

  private final LoadIssuer issuer;
  private final ExchangeClient client;

  private ExchangeLoad(LoadIssuer issuer) {
    this.issuer = issuer;
    this.client = new ExchangeClient(issuer);
  }

  /**
   * Starts an issuer and loads it.
   *
   * @param args the issuer's {@code quarkus-run.jar}
   */
  public static void main(String[] args) throws Exception {
    Path jar =
        Path.of(args.length == 1 ? args[0] : "src/issuer/target/quarkus-app/quarkus-run.jar");
    try (LoadIssuer issuer = LoadIssuer.start(jar)) {
      new ExchangeLoad(issuer).run(System.out);
    }
  }

  private void run(PrintStream out) throws Exception {
    out.printf("%nexchanges at concurrency %d, each with its durable row%n", CONCURRENCY);
    out.println("load of the machine before: " + Load.average());
    out.printf(
        "%-22s %10s %10s %10s %10s %10s%n",
        "", "per second", "p50 ms", "p99 ms", "CPU ms", "errors");
    Map<String, String> first = client.first(RightsJson.write(Chains.TYPICAL));
    load(new Caller(first, issuer.callerKeys().get(0), false), COLD);
    for (LoadClient key : issuer.callerKeys()) {
      measure(out, "first hop, " + key.algorithm(), new Caller(first, key, false));
    }
    LoadClient key = issuer.callerKeys().get(0);
    measure(out, "first hop, DPoP", new Caller(first, key, true));

    String token = ExchangeClient.token(client.exchange(new Caller(first, key, false)));
    Map<String, String> next =
        client.next(
            token, RightsJson.write(new Rights(Chains.TYPICAL.capabilities().subList(0, 2))));
    measure(out, "next hop, EdDSA", new Caller(next, key, false));
    out.println("CPU: of issuer and database together, for each exchange");
  }

  private void measure(PrintStream out, String name, Caller caller) throws Exception {
    load(caller, WARM_UP);
    Instant start = Instant.now();
    Duration cpu = issuer.cpu();
    List<Long> nanos = load(caller, MEASURED);
    double used = issuer.cpu().minus(cpu).toMillis();
    double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
    List<Long> sorted = new ArrayList<>(nanos.stream().filter(n -> n >= 0).toList());
    Collections.sort(sorted);
    out.printf(
        "%-22s %10.0f %10.2f %10.2f %10.2f %10d%n",
        name,
        sorted.size() / seconds,
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6,
        used / sorted.size(),
        nanos.size() - sorted.size());
  }

  /** How long each exchange took; -1 for one that failed. */
  private List<Long> load(Caller caller, Duration duration) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CONCURRENCY);
    try {
      Instant end = Instant.now().plus(duration);
      Callable<List<Long>> calling =
          () -> {
            List<Long> nanos = new ArrayList<>();
            while (Instant.now().isBefore(end)) {
              long start = System.nanoTime();
              boolean exchanged = client.exchange(caller).statusCode() == 200;
              nanos.add(exchanged ? System.nanoTime() - start : -1);
            }
            return nanos;
          };
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> done : threads.invokeAll(Collections.nCopies(CONCURRENCY, calling))) {
        all.addAll(done.get());
      }
      return all;
    } finally {
      threads.shutdown();
    }
  }
}
