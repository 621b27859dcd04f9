package io.deputy.bench;

import io.deputy.Bytes;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TokenText;
import io.deputy.gateway.authz.envoy.AttributeContext;
import io.deputy.gateway.authz.envoy.AuthorizationGrpc;
import io.deputy.gateway.authz.envoy.CheckRequest;
import io.deputy.gateway.authz.envoy.CheckResponse;
import io.deputy.gateway.authz.envoy.HttpRequest;
import io.deputy.gateway.authz.envoy.RequestAttributes;
import io.deputy.minting.HopTerms;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * What the gateway adds to a call, on loopback: {@code tools/call} directly, through a proxy
 * without checks, and through the gateway; external authorization over gRPC; and looking up among
 * ten million revocations. The token is known, as that of an agent at work is.
 */
public final class GatewayLoad {
  private static final int CALLERS = 4;
  private static final Duration WARM_UP = Duration.ofSeconds(6);
  private static final Duration MEASURED = Duration.ofSeconds(6);
  private static final int WARMING = 150_000;
  private static final int CHECKS = 40_000;
  private static final int PROOFS = 3_000;
  private static final int UNDER_WAY = 64;
  private static final double MICRO = 1_000;

  private static final String CALL =
      """
      {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"create_issue",\
      "arguments":{"repo":"acme/site","title":"a title"},\
      "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
      "io.modelcontextprotocol/clientCapabilities":{}}}}""";
  private static final String ANSWER =
      """
      {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete",\
      "content":[{"type":"text","text":"issue 7"}]}}""";
  private static final String PAGE = "https://wiki.acme.example/pages/a";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private GatewayLoad() {}

  /** Prints everything; takes two minutes. */
  public static void main(String[] args) throws Exception {
    System.out.println("load average at the start: " + Load.average());
    Vertx vertx = Vertx.vertx();
    String upstream =
        "http://localhost:"
            + vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .body()
                            .onSuccess(
                                body ->
                                    request
                                        .response()
                                        .putHeader("content-type", "application/json")
                                        .end(Buffer.buffer(ANSWER))))
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    Process gateway =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                GatewayProcess.class.getName(),
                upstream)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = gateway.inputReader()) {
      String[] said = out.readLine().split(" ", -1);
      calls(upstream, local(said[0]) + "/github", local(said[1]));
      checks(gateway, Integer.parseInt(said[2]), said[3]);
    } finally {
      gateway.destroy();
      vertx.close();
    }
    RevocationLookup.print(System.out);
    System.out.println("load average at the end: " + Load.average());
  }

  private static String local(String port) {
    return "http://localhost:" + port;
  }

  private static String token(Holder holder) throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return TokenText.write(
        Chains.MINTER
            .first(
                new ChainId(UUID.randomUUID()),
                Chains.ALICE,
                new HopTerms(
                    new HopId(UUID.randomUUID()),
                    holder,
                    now,
                    now.plus(Duration.ofHours(1)),
                    Chains.GATEWAYS,
                    7,
                    Chains.TYPICAL))
            .token()
            .expose());
  }

  private static void calls(String direct, String gateway, String plain) throws Exception {
    String token = token(new Holder("orchestrator", Thumbprint.BEARER));
    for (String url : List.of(direct, plain, gateway)) {
      call(url, token, 0, WARM_UP);
    }
    double most = call(gateway, token, 0, MEASURED).perSecond();
    System.out.printf(
        "%ntools/call, %d callers; the gateway passes %.0f a second, and half of that is asked%n",
        CALLERS, most);
    System.out.printf("%-24s %10s %10s %10s%n", "", "a second", "p50 us", "p99 us");
    call(direct, token, most / 2, MEASURED).print("direct");
    call(plain, token, most / 2, MEASURED).print("proxy without checks");
    call(gateway, token, most / 2, MEASURED).print("gateway");
  }

  private record Figures(double perSecond, long p50Nanos, long p99Nanos) {
    static Figures of(double perSecond, long[] nanos) {
      long[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return new Figures(
          perSecond, sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)]);
    }

    void print(String what) {
      System.out.printf(
          "%-24s %10.0f %10.0f %10.0f%n", what, perSecond, p50Nanos / MICRO, p99Nanos / MICRO);
    }
  }

  /**
   * Calls for a while.
   *
   * @param perSecond of all callers together, each latency from when the call was due; 0 for as
   *     many as pass
   */
  private static Figures call(String url, String token, double perSecond, Duration time)
      throws Exception {
    java.net.http.HttpRequest request =
        java.net.http.HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", "tools/call")
            .header("Mcp-Name", "create_issue")
            .POST(java.net.http.HttpRequest.BodyPublishers.ofString(CALL))
            .build();
    long gap = perSecond == 0 ? 0 : (long) (CALLERS * 1e9 / perSecond);
    long[][] nanos = new long[CALLERS][];
    Thread[] callers = new Thread[CALLERS];
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      callers[i] = new Thread(() -> nanos[caller] = one(request, gap, time), "caller-" + i);
      callers[i].start();
    }
    long[] all = new long[0];
    for (int i = 0; i < CALLERS; i++) {
      callers[i].join();
      int before = all.length;
      all = Arrays.copyOf(all, before + nanos[i].length);
      System.arraycopy(nanos[i], 0, all, before, nanos[i].length);
    }
    return Figures.of(all.length / (time.toNanos() / 1e9), all);
  }

  private static long[] one(java.net.http.HttpRequest request, long gap, Duration time) {
    long[] nanos = new long[1 << 20];
    int count = 0;
    long due = System.nanoTime();
    long end = due + time.toNanos();
    while (System.nanoTime() < end && count < nanos.length) {
      if (gap > 0) {
        due += gap;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      } else {
        due = System.nanoTime();
      }
      try {
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        if (!answer.body().contains("issue 7")) {
          throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
      } catch (java.io.IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
      nanos[count++] = System.nanoTime() - due;
    }
    return Arrays.copyOf(nanos, count);
  }

  private static void checks(Process gateway, int port, String nonce) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
    try {
      CheckRequest bearer =
          question("Bearer " + token(new Holder("orchestrator", Thumbprint.BEARER)), null);
      System.out.printf(
          "%nexternal authorization over gRPC; a core decides so many in a second of its own time%n");
      System.out.printf("%-24s %10s %10s %10s%n", "", "a core", "p50 us", "p99 us");
      manyAtATime(channel, 0, WARMING, i -> bearer);
      check(gateway, channel, "bearer", CHECKS, i -> bearer);
      CheckRequest[] proved = proved(PROOFS, nonce);
      check(gateway, channel, "DPoP (ES256)", PROOFS, i -> proved[i]);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Asks one after the other for the latency, and many at a time for the processor time. */
  private static void check(
      Process gateway,
      ManagedChannel channel,
      String what,
      int count,
      IntFunction<CheckRequest> questions)
      throws Exception {
    AuthorizationGrpc.AuthorizationBlockingStub blocking =
        AuthorizationGrpc.newBlockingStub(channel);
    int sequential = count / 2;
    long[] nanos = new long[sequential];
    for (int i = 0; i < sequential; i++) {
      long start = System.nanoTime();
      requireAllowed(blocking.check(questions.apply(i)));
      nanos[i] = System.nanoTime() - start;
    }
    Duration before = gateway.info().totalCpuDuration().orElse(Duration.ZERO);
    manyAtATime(channel, sequential, count, questions);
    Duration used = gateway.info().totalCpuDuration().orElse(Duration.ZERO).minus(before);
    Figures.of((count - sequential) / (used.toNanos() / 1e9), nanos).print(what);
  }

  private static void manyAtATime(
      ManagedChannel channel, int from, int to, IntFunction<CheckRequest> questions)
      throws InterruptedException {
    AuthorizationGrpc.AuthorizationStub stub = AuthorizationGrpc.newStub(channel);
    Semaphore free = new Semaphore(UNDER_WAY);
    CountDownLatch done = new CountDownLatch(to - from);
    AtomicInteger wrong = new AtomicInteger();
    for (int i = from; i < to; i++) {
      free.acquire();
      stub.check(
          questions.apply(i),
          new StreamObserver<>() {
            @Override
            public void onNext(CheckResponse answer) {
              if (!answer.hasOkResponse()) {
                wrong.incrementAndGet();
              }
            }

            @Override
            public void onError(Throwable failure) {
              wrong.incrementAndGet();
              onCompleted();
            }

            @Override
            public void onCompleted() {
              free.release();
              done.countDown();
            }
          });
    }
    if (!done.await(5, TimeUnit.MINUTES) || wrong.get() > 0) {
      throw new IllegalStateException(wrong.get() + " answers were not the right ones");
    }
  }

  private static void requireAllowed(CheckResponse answer) {
    if (!answer.hasOkResponse()) {
      throw new IllegalStateException(answer.toString());
    }
  }

  private static CheckRequest question(String authorization, String proof) {
    HttpRequest.Builder http =
        HttpRequest.newBuilder()
            .setMethod("GET")
            .setPath("/pages/a")
            .putHeaders("authorization", authorization);
    if (proof != null) {
      http.putHeaders("dpop", proof);
    }
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .setRequest(RequestAttributes.newBuilder().setHttp(http))
                .putContextExtensions("deputy-route", "wiki"))
        .build();
  }

  /** Each question needs a proof of its own. */
  private static CheckRequest[] proved(int count, String nonce) throws Exception {
    LoadClient.P256 key = LoadClient.P256.make();
    String jwk = key.jwk().replace(",\"kid\":\"ES256\"", "");
    String required = jwk.replaceAll(".*\"x\"", "\"x\"");
    Bytes thumbprint =
        Bytes.of(("{\"crv\":\"P-256\",\"kty\":\"EC\"," + required).getBytes(StandardCharsets.UTF_8))
            .sha256();
    String token = token(new Holder("orchestrator", new Thumbprint(thumbprint)));
    String hash = Bytes.of(token.getBytes(StandardCharsets.US_ASCII)).sha256().toBase64Url();
    CheckRequest[] questions = new CheckRequest[count];
    for (int i = 0; i < count; i++) {
      String proof =
          key.jwt(
              "\"typ\":\"dpop+jwt\",\"jwk\":" + jwk,
              "{\"jti\":\"%s\",\"htm\":\"GET\",\"htu\":\"%s\",\"iat\":%d,\"ath\":\"%s\",\"nonce\":\"%s\"}"
                  .formatted(UUID.randomUUID(), PAGE, Instant.now().getEpochSecond(), hash, nonce));
      questions[i] = question("DPoP " + token, proof);
    }
    return questions;
  }
}
