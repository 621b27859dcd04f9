package io.deputy.gateway.record;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.json.DecisionBatchJson;
import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.DecisionBatch;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.TokenBlocks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An issuer that may be honest, late, broken or lying; on a real socket. */
final class TestIssuer implements AutoCloseable {
  private static final Bytes SEED =
      Bytes.of("mcp-gateway".getBytes(StandardCharsets.UTF_8)).sha256();

  /** What it does with a batch, instead of storing it. */
  interface Mood {
    /** The answer; nothing to store it and say so. */
    Reply reply(DecisionBatch batch) throws InterruptedException;
  }

  record Reply(int status, String body, Map<String, String> headers) {
    static Reply of(int status, String body) {
      return new Reply(status, body, Map.of());
    }
  }

  private final HttpServer server;
  private final ConcurrentSkipListMap<Long, String> stored = new ConcurrentSkipListMap<>();
  private final Set<Bytes> tokens = new HashSet<>();
  private final AtomicInteger batches = new AtomicInteger();
  private volatile Mood mood = batch -> null;
  private volatile String problem = "";

  private TestIssuer(HttpServer server) {
    this.server = server;
  }

  static TestIssuer start() throws IOException {
    return start(0);
  }

  static TestIssuer start(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    TestIssuer issuer = new TestIssuer(server);
    server.createContext("/audit/decisions", issuer::handle);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    return issuer;
  }

  /** The gateway's key, as a JWK. */
  static String jwk() {
    byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(SEED.toArray(), 0, publicKey, 0);
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"mcp-gateway\",\"x\":\"%s\",\"d\":\"%s\"}"
        .formatted(Bytes.of(publicKey).toBase64Url(), SEED.toBase64Url());
  }

  static GatewayKey key() throws IOException {
    Path file = Files.createTempFile("gateway", ".jwk");
    try {
      Files.writeString(file, jwk());
      return GatewayKey.read(file);
    } finally {
      Files.delete(file);
    }
  }

  Delivery deliver(Records records) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port());
    return Delivery.start(
        records, "mcp-gateway", key(), new HttpDecisionsEndpoint(HttpClient.newHttpClient(), uri));
  }

  int port() {
    return server.getAddress().getPort();
  }

  void mood(Mood changed) {
    mood = changed;
  }

  private void handle(HttpExchange exchange) throws IOException {
    Reply reply;
    try {
      String jws = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
      DecisionBatch batch = verified(jws);
      batches.incrementAndGet();
      reply = mood.reply(batch);
      if (reply == null) {
        reply = store(batch);
      }
    } catch (Refusal | RuntimeException e) {
      problem = e.toString();
      reply = Reply.of(400, "{}");
    } catch (InterruptedException e) {
      reply = Reply.of(500, "{}");
    }
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static DecisionBatch verified(String jws) throws Refusal {
    String[] parts = jws.split("\\.", -1);
    byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(SEED.toArray(), 0, publicKey, 0);
    byte[] message = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    byte[] signature = Bytes.ofBase64Url(parts[2]).toArray();
    String header = new String(Bytes.ofBase64Url(parts[0]).toArray(), StandardCharsets.UTF_8);
    if (parts.length != 3
        || jws.length() > DecisionBatch.MAX_JWS_BYTES
        || !Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length)
        || !header.equals(
            "{\"alg\":\"EdDSA\",\"typ\":\"deputy-decisions+jws\",\"kid\":\"mcp-gateway\"}")) {
      throw new IllegalArgumentException("not a signed batch: " + header);
    }
    return DecisionBatchJson.read(Bytes.ofBase64Url(parts[1]).toArray());
  }

  /** Stores a batch as an issuer must. */
  synchronized Reply store(DecisionBatch batch) {
    Map<Long, String> fresh = new TreeMap<>();
    for (int i = 0; i < batch.records().size(); i++) {
      String json = DecisionRecordJson.write(batch.records().get(i));
      String before = stored.get(batch.from() + i);
      if (before != null && !before.equals(json)) {
        problem = "conflict at " + (batch.from() + i);
        return Reply.of(409, "{\"reason\":\"decision_conflict\"}");
      }
      fresh.put(batch.from() + i, json);
    }
    stored.putAll(fresh);
    batch.tokens().stream().map(TokenBlocks::digest).forEach(tokens::add);
    return Reply.of(200, "{\"next\":" + next() + "}");
  }

  /** Loses everything, as a database that is restored from an old backup. */
  synchronized void forget(long from) {
    stored.tailMap(from).clear();
  }

  synchronized long next() {
    long next = 1;
    while (stored.containsKey(next)) {
      next++;
    }
    return next;
  }

  void awaitNext(long number) throws InterruptedException {
    for (int i = 0; i < 600 && next() < number; i++) {
      Thread.sleep(50);
    }
    if (next() != number) {
      throw new AssertionError("the issuer lacks " + next() + " of " + number + "; " + problem);
    }
  }

  /** What tells stored decisions apart, in the order of their numbers. */
  List<Long> numbers() throws Refusal {
    List<Long> numbers = new ArrayList<>();
    for (String json : stored.values()) {
      numbers.add(Decided.number(DecisionRecordJson.read(json)));
    }
    return numbers;
  }

  synchronized Set<Bytes> tokens() {
    return Set.copyOf(tokens);
  }

  /** The tokens that stored decisions speak of. */
  Set<Bytes> tokensNamed() throws Refusal {
    Set<Bytes> named = new HashSet<>();
    for (String json : stored.values()) {
      DecisionRecord record = DecisionRecordJson.read(json);
      if (record.token() instanceof RecordedToken.Claimed claimed) {
        named.add(claimed.digest());
      }
    }
    return named;
  }

  int stored() {
    return stored.size();
  }

  int batches() {
    return batches.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
