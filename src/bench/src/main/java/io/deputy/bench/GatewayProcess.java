package io.deputy.bench;

import io.deputy.gateway.app.Assembly;
import io.deputy.gateway.authz.ExtAuthz;
import io.deputy.gateway.gate.CentralPolicy;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Recorder;
import io.deputy.gateway.holder.HolderProofs;
import io.deputy.gateway.holder.Nonces;
import io.deputy.gateway.holder.UsedProofs;
import io.deputy.gateway.routes.Routes;
import io.deputy.gateway.routes.RoutesFile;
import io.deputy.gateway.trace.Tracing;
import io.deputy.verify.Trust;
import io.deputy.verify.TrustBundle;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The gateway in a process of its own, so that its processor time can be told from that of whoever
 * asks; and beside it a proxy on the same library that checks nothing. Without records, which
 * {@link RecordLoad} measures.
 */
final class GatewayProcess {
  private static final String ROUTES =
      """
      routes:
        - id: github
          type: mcp
          path: /github
          server: https://mcp.acme.example/github
          bearer: true
          upstream: { url: "%s" }
        - id: wiki
          type: http
          path: /wiki
          server: https://wiki.acme.example
          bearer: true
      """;

  private static final int HEADER_BYTES = 32 << 10;
  private static final int CONNECTIONS = 2_000;

  private GatewayProcess() {}

  /**
   * Runs until its standard input ends. Prints the ports of the gateway, of the proxy and of gRPC,
   * and the nonce of DPoP.
   *
   * @param args the URL of what stands behind
   */
  public static void main(String[] args) throws Exception {
    Clock clock = Clock.systemUTC();
    Vertx vertx = Vertx.vertx();
    Path home = Files.createTempDirectory("gateway");
    Path file = Files.writeString(home.resolve("routes.yaml"), ROUTES.formatted(args[0]));
    Routes routes = RoutesFile.read(file, home);
    Files.delete(file);
    Files.delete(home);
    Trust trust = trust(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    Nonces nonces = new Nonces(clock);
    Gate gate =
        new Gate(
            "mcp-gateway",
            () -> trust,
            new HolderProofs(nonces, new UsedProofs(clock)),
            CentralPolicy.NONE,
            Recorder.NONE,
            clock,
            (route, reason) -> {});
    Assembly assembly =
        new Assembly(
            vertx,
            "http://localhost",
            Chains.ISSUER,
            () -> routes,
            gate,
            nonces,
            Tracing.OFF,
            -31403);
    HttpServer gateway = listen(vertx, assembly::handle);
    HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(CONNECTIONS));
    HttpServer plain = listen(vertx, request -> pass(client, request, args[0]));
    Server grpc =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new ExtAuthz(assembly.hooks()))
            .build()
            .start();
    System.out.println(
        gateway.actualPort()
            + " "
            + plain.actualPort()
            + " "
            + grpc.getPort()
            + " "
            + nonces.current());
    while (System.in.read() >= 0) {
      // Whoever asks goes on.
    }
    System.exit(0);
  }

  private static HttpServer listen(Vertx vertx, io.vertx.core.Handler<HttpServerRequest> handler) {
    return vertx
        .createHttpServer(new HttpServerOptions().setMaxHeaderSize(HEADER_BYTES))
        .requestHandler(handler)
        .listen(0, "localhost")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static void pass(HttpClient client, HttpServerRequest request, String upstream) {
    RequestOptions options =
        new RequestOptions()
            .setAbsoluteURI(upstream)
            .setMethod(request.method())
            .setHeaders(request.headers().remove("host").remove("authorization"));
    request
        .body()
        .compose(body -> client.request(options).compose(sent -> sent.send(body)))
        .onSuccess(
            answer -> {
              request.response().headers().setAll(answer.headers());
              answer.pipeTo(request.response());
            })
        .onFailure(failure -> request.response().setStatusCode(502).end(Buffer.buffer()));
  }

  private static Trust trust(Instant now) throws io.deputy.Refusal {
    return Trust.none(Chains.ISSUER, System::nanoTime)
        .take(
            new TrustBundle(
                Chains.ISSUER,
                now,
                Duration.ofHours(1),
                Chains.KEYS,
                0,
                0,
                false,
                List.of(),
                Optional.empty()),
            now);
  }
}
