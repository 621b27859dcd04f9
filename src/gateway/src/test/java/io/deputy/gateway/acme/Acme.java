package io.deputy.gateway.acme;

import com.sun.net.httpserver.HttpServer;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TokenText;
import io.deputy.chain.User;
import io.deputy.gateway.app.Assembly;
import io.deputy.gateway.gate.CentralPolicy;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Recorder;
import io.deputy.gateway.holder.HolderProofs;
import io.deputy.gateway.holder.Nonces;
import io.deputy.gateway.holder.UsedProofs;
import io.deputy.gateway.routes.Routes;
import io.deputy.gateway.routes.RoutesFile;
import io.deputy.gateway.trace.Tracing;
import io.deputy.gateway.trust.BundleFeed;
import io.deputy.gateway.trust.HeldTrust;
import io.deputy.gateway.trust.TrustFile;
import io.deputy.json.RightsJson;
import io.deputy.minting.HopTerms;
import io.deputy.minting.Minted;
import io.deputy.verify.Revocation;
import io.deputy.verify.TrustBundle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * A running gateway of Acme's, with an issuer that serves its trust bundle. Tokens are minted by
 * the issuer's own code.
 */
public final class Acme implements AutoCloseable {
  /** As tokens name it. */
  public static final String ISSUER = "https://deputy.acme.example";

  /** As tokens name it. */
  public static final String GATEWAY = "acme-gateway";

  public static final User ALICE = new User("https://idp.acme.example", "alice");

  /** What MCP clients read when something is not allowed. */
  public static final int DENIED = -31999;

  private static final SortedSet<String> AUDIENCE = new TreeSet<>(List.of(GATEWAY));

  private final Clock clock = Clock.systemUTC();
  private final List<Revocation> revoked = new CopyOnWriteArrayList<>();
  private final HttpServer issuer;
  private final Vertx vertx = Vertx.vertx();
  private final Path home;
  private final HeldTrust trust;
  private final BundleFeed feed;
  private final Gate gate;
  private final Tracing tracing;
  private final Nonces nonces = new Nonces(clock);
  private final io.vertx.core.http.HttpServer server;
  private volatile Routes routes = Routes.NONE;

  /** Starts an issuer that serves bundles, and a gateway without routes. */
  public Acme(Path home) throws IOException, InterruptedException {
    this(home, CentralPolicy.NONE, Recorder.NONE);
  }

  /** The same, with a central policy and a place for records. */
  public Acme(Path home, CentralPolicy policy, Recorder recorder)
      throws IOException, InterruptedException {
    this(home, policy, recorder, Tracing.OFF);
  }

  /** The same, traced. */
  public Acme(Path home, CentralPolicy policy, Recorder recorder, Tracing tracing)
      throws IOException, InterruptedException {
    this.home = home;
    this.tracing = tracing;
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/trust/bundle",
        exchange -> {
          String query = exchange.getRequestURI().getQuery();
          int since = Integer.parseInt(query.replaceAll(".*since=(\\d+).*", "$1"));
          byte[] answer = bundle(since).getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
          pause();
        });
    issuer.start();
    trust =
        HeldTrust.load(
            ISSUER, Keys.PINNED, TrustFile.in(home.resolve("trust")), clock, System::nanoTime);
    feed = new BundleFeed("http://localhost:" + issuer.getAddress().getPort(), trust);
    feed.start();
    gate =
        new Gate(
            GATEWAY,
            trust,
            new HolderProofs(nonces, new UsedProofs(clock)),
            policy,
            recorder,
            clock,
            (route, reason) -> {});
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setMaxHeaderSize(32 << 10))
            .requestHandler(request -> assembly().handle(request))
            .listen(0, "localhost")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    while (trust.get().issuedAt().isEmpty()) {
      pause();
    }
  }

  private Assembly assembly;

  private synchronized Assembly assembly() {
    if (assembly == null) {
      assembly = new Assembly(vertx, url(), ISSUER, () -> routes, gate, nonces, tracing, DENIED);
    }
    return assembly;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String bundle(int since) {
    List<Revocation> now = new ArrayList<>(revoked);
    TrustBundle bundle =
        new TrustBundle(
            ISSUER,
            clock.instant().truncatedTo(ChronoUnit.SECONDS),
            Duration.ofMinutes(1),
            Keys.PUBLISHED,
            Math.min(since, now.size()),
            now.size(),
            false,
            now.subList(Math.min(since, now.size()), now.size()),
            Optional.empty());
    return Keys.signed(bundle);
  }

  /** Puts routes into force, as an operator writes them. */
  public void routes(String yaml) throws Exception {
    Path file = Files.writeString(home.resolve("routes.yaml"), yaml);
    routes = RoutesFile.read(file, home.resolve("secrets"));
  }

  /**
   * Starts something that stands behind this gateway, until it is closed.
   *
   * @param answers given each request, and its whole body
   * @return its URL, without a slash at the end
   */
  public String upstream(BiConsumer<HttpServerRequest, Buffer> answers) {
    return "http://localhost:"
        + vertx
            .createHttpServer()
            .requestHandler(
                request -> request.body().onSuccess(body -> answers.accept(request, body)))
            .listen(0, "localhost")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
  }

  /** The URL of this gateway, without a slash at the end. */
  public String url() {
    return "http://localhost:" + server.actualPort();
  }

  /** The gate itself, for hooks. */
  public Gate gate() {
    return gate;
  }

  /** What answers refusals, for hooks. */
  public Assembly parts() {
    return assembly();
  }

  /** The routes in force, for hooks. */
  public Routes routes() {
    return routes;
  }

  public Vertx vertx() {
    return vertx;
  }

  /** A first token of alice's for {@code holder}, for ten minutes. */
  public Minted mint(Holder holder, String rights) throws Refusal {
    return mint(holder, RightsJson.read(rights), Duration.ofMinutes(10));
  }

  /** A first token of alice's. */
  public Minted mint(Holder holder, Rights rights, Duration life) throws Refusal {
    Instant now = clock.instant();
    return Keys.MINTER.first(
        new ChainId(UUID.randomUUID()),
        ALICE,
        new HopTerms(
            new HopId(UUID.randomUUID()), holder, now, now.plus(life), AUDIENCE, 4, rights));
  }

  /** The next token of a chain. */
  public Minted next(Minted parent, Holder holder, String rights) throws Refusal {
    return Keys.MINTER.next(
        parent.chain(),
        new HopTerms(
            new HopId(UUID.randomUUID()),
            holder,
            clock.instant(),
            parent.chain().last().expiresAt(),
            AUDIENCE,
            4,
            RightsJson.read(rights)));
  }

  /** A holder that is bound to no key. */
  public static Holder bearer(String agent) {
    return new Holder(agent, Thumbprint.BEARER);
  }

  /** The token as it travels. */
  public static String text(Minted minted) {
    return TokenText.write(minted.token().expose());
  }

  /** The nonce to prove with. */
  public String nonce() {
    return nonces.current();
  }

  /** Revokes a hop and waits until the gateway knows. */
  public void revoke(HopId hop) {
    revoked.add(new Revocation.OfHop(hop));
    while (trust.get().cursor() < revoked.size()) {
      pause();
    }
  }

  /** Where the issuer is reached, without a slash at the end. */
  public String issuerUrl() {
    return "http://localhost:" + issuer.getAddress().getPort();
  }

  /** Takes the issuer away. */
  public void issuerDown() {
    issuer.stop(0);
  }

  @Override
  public void close() {
    feed.close();
    issuer.stop(0);
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
