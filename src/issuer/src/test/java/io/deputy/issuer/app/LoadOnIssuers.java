package io.deputy.issuer.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.issuer.http.Decisions;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Clients that ask one issuer or the other, at random and as fast as they are answered, and
 * remember what they were told. What was not answered, they do not count.
 */
final class LoadOnIssuers {
  private static final int CLIENTS = 6;

  /** Before somebody who was not answered asks again: refused connections cost nothing. */
  private static final long PAUSE_MILLIS = 20;

  private final List<IssuerProcess> issuers;
  private final AcmeClient http = new AcmeClient();
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
  private volatile boolean over;

  /** Hops of tokens that were received, with the log's promise. */
  private final Map<String, String> promises = new ConcurrentHashMap<>();

  private final Set<String> revoked = ConcurrentHashMap.newKeySet();

  /** By the stream of a gateway, the number of the first decision that was not acknowledged. */
  private final Map<String, Long> decisions = new ConcurrentHashMap<>();

  private final Set<String> checkpoints = ConcurrentHashMap.newKeySet();

  /**
   * @param issuers as they are at each moment
   */
  LoadOnIssuers(List<IssuerProcess> issuers) {
    this.issuers = issuers;
  }

  void start(long seed) {
    for (int i = 1; i <= CLIENTS; i++) {
      Client client = new Client(new Random(seed + i));
      threads.execute(() -> repeat(client::ask));
    }
    Random witness = new Random(seed);
    threads.execute(() -> repeat(() -> see(witness)));
  }

  /** Ends it; every answer is in. */
  void stop() throws InterruptedException {
    over = true;
    threads.shutdown();
    if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("clients still wait for an answer after a minute");
    }
  }

  Map<String, String> promises() {
    return promises;
  }

  Set<String> revoked() {
    return revoked;
  }

  Map<String, Long> decisions() {
    return decisions;
  }

  Set<String> checkpoints() {
    return checkpoints;
  }

  private interface Step {
    /** Whether it was answered. */
    boolean take() throws IOException, InterruptedException;
  }

  private void repeat(Step step) {
    try {
      while (!over) {
        if (!answered(step)) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean answered(Step step) throws InterruptedException {
    try {
      return step.take();
    } catch (IOException e) {
      return false;
    }
  }

  private IssuerProcess anyOf(Random random) {
    return issuers.get(random.nextInt(issuers.size()));
  }

  /** Somebody keeps every checkpoint that is given away. */
  private boolean see(Random random) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.get(anyOf(random), "/audit/log/checkpoint");
    if (answer.statusCode() == 200) {
      checkpoints.add(answer.body());
    }
    return false;
  }

  /** The orchestrator, and a gateway with a stream of its own. */
  private final class Client {
    private final Random random;
    private final String stream = UUID.randomUUID().toString();
    private String batch = batch(1);
    private String token = "";
    private String hop = "";

    Client(Random random) {
      this.random = random;
    }

    private String batch(long from) {
      decisions.put(stream, from);
      // What a gateway records that has no bundle yet: replay comes to the same.
      Map<String, Object> undecided =
          Map.of(
              "time",
              Instant.now().toString(),
              "requests",
              List.of(),
              "verdict",
              "undecided",
              "reason",
              "bundle_missing");
      return Decisions.byMcpGateway()
          .from(from, List.of(undecided))
          .jws()
          .with("stream", stream)
          .compact();
    }

    boolean ask() throws IOException, InterruptedException {
      IssuerProcess issuer = anyOf(random);
      int what = random.nextInt(10);
      if (what < 2) {
        return deliver(issuer);
      }
      if (what < 5 && !hop.isEmpty()) {
        return what == 2 ? revoke(issuer) : keep(http.delegate(issuer, token), false);
      }
      return keep(http.exchange(issuer), true);
    }

    private boolean keep(HttpResponse<String> answer, boolean first) throws IOException {
      JsonNode json = new ObjectMapper().readTree(answer.body());
      // Whatever the status: a token that was received is a token.
      if (!json.has("access_token")) {
        return false;
      }
      promises.put(json.path("hop").asText(), json.path("log_promise").asText());
      if (first) {
        token = json.path("access_token").asText();
        hop = json.path("hop").asText();
      }
      return true;
    }

    private boolean revoke(IssuerProcess issuer) throws IOException, InterruptedException {
      boolean done = http.revoke(issuer, hop).statusCode() == 200;
      if (done) {
        revoked.add(hop);
        hop = "";
      }
      return done;
    }

    /** A batch that was not acknowledged is delivered again, as it was. */
    private boolean deliver(IssuerProcess issuer) throws IOException, InterruptedException {
      boolean done = http.deliver(issuer, batch).statusCode() == 200;
      if (done) {
        batch = batch(decisions.get(stream) + 1);
      }
      return done;
    }
  }
}
