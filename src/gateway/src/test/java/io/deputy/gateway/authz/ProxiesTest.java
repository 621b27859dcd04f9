package io.deputy.gateway.authz;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example configurations in {@code deploy/}, each run by the real program. Where a program is
 * not installed its test is skipped; {@code deploy/programs.sh} gets them all.
 */
class ProxiesTest {
  /** Of the source tree, from the module. */
  private static final Path DEPLOY = Path.of("..", "..", "deploy");

  /** What nginx would keep in folders of the system. */
  private static final String TEMPORARY =
      "access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f;"
          + " uwsgi_temp_path u; scgi_temp_path s;";

  @TempDir static Path home;
  private static Hooked hooked;
  private static HttpServer files;
  private static final List<String> got = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    hooked = new Hooked(home);
    files =
        hooked
            .acme
            .vertx()
            .createHttpServer(new io.vertx.core.http.HttpServerOptions().setMaxHeaderSize(32 << 10))
            .requestHandler(
                request -> {
                  got.add(request.uri() + "\n" + request.headers());
                  request.response().end("file");
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  @AfterAll
  static void stop() {
    hooked.close();
  }

  @BeforeEach
  void forget() {
    got.clear();
  }

  /** The example with the addresses of this test. */
  private static Path configured(String example, Path folder, int port, int hooks)
      throws Exception {
    Path source = DEPLOY.resolve(example);
    String text = Files.readString(source);
    assertThat(text).contains("127.0.0.1:8080", "127.0.0.1:8090", "127.0.0.1:8181");
    return Files.writeString(
        folder.resolve(source.getFileName()),
        text.replace("http {", "http { " + TEMPORARY)
            .replace("127.0.0.1:8080", "127.0.0.1:" + port)
            .replace("127.0.0.1:8090", "127.0.0.1:" + files.actualPort())
            .replace("127.0.0.1:8181", "127.0.0.1:" + hooks));
  }

  private static String program(String name) {
    Optional<Path> found = Program.find(name);
    Assumptions.assumeTrue(
        found.isPresent(),
        () -> name + " is not installed, so its example is not run; see deploy/programs.sh");
    return found.orElseThrow().toString();
  }

  @Test
  void nginx() throws Exception {
    String program = program("nginx");
    check(
        "nginx/nginx.conf",
        (folder, configuration) ->
            List.of(
                program,
                "-p",
                folder.toString(),
                "-c",
                configuration.toString(),
                "-e",
                "stderr",
                "-g",
                "daemon off; master_process off; pid nginx.pid;"));
  }

  @Test
  void caddy() throws Exception {
    String program = program("caddy");
    check(
        "caddy/Caddyfile",
        (folder, configuration) ->
            List.of(
                program, "run", "--adapter", "caddyfile", "--config", configuration.toString()));
  }

  @Test
  void haproxy() throws Exception {
    String program = program("haproxy");
    check(
        "haproxy/haproxy.cfg",
        (folder, configuration) -> {
          Files.copy(DEPLOY.resolve("haproxy/deputy.lua"), folder.resolve("deputy.lua"));
          return List.of(program, "-db", "-f", configuration.toString());
        });
  }

  private interface Command {
    List<String> of(Path folder, Path configuration) throws Exception;
  }

  private static void check(String example, Command command) throws Exception {
    int port = Program.freePort();
    Path folder = Files.createTempDirectory(home, "proxy").toAbsolutePath();
    Path configuration = configured(example, folder, port, hooked.port());
    try (Program proxy = Program.start(command.of(folder, configuration), folder, port)) {
      lets(port);
      refuses(port);
      assertThat(proxy.isRunning()).isTrue();
    }
    got.clear();
    int nobody = Program.freePort();
    Path alone = Files.createTempDirectory(home, "alone").toAbsolutePath();
    int other = Program.freePort();
    Path deaf = configured(example, alone, other, nobody);
    try (Program proxy = Program.start(command.of(alone, deaf), alone, other)) {
      assertThat(Hooked.send(with(other, "/docs/a", hooked.token())).statusCode())
          .as("without Deputy")
          .isGreaterThanOrEqualTo(400);
      assertThat(got).isEmpty();
      assertThat(proxy.isRunning()).isTrue();
    }
  }

  private static HttpRequest.Builder to(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private static HttpRequest.Builder with(int port, String path, String token) {
    return to(port, path).header("Authorization", "Bearer " + token);
  }

  private static void lets(int port) throws Exception {
    String token = hooked.token();
    HttpResponse<String> answer =
        Hooked.send(
            with(port, "/docs/a%20b?x=1", token)
                .header("DPoP-Unrelated", "kept")
                .header("X-Delegation-Subject", "mallory")
                .header("X-Delegation-Hop", "mallory")
                .header("X_Delegation_Actor", "mallory")
                .POST(HttpRequest.BodyPublishers.ofString("text")));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("file");
    assertThat(got).hasSize(1);
    String arrived = got.get(0).toLowerCase(Locale.ROOT);
    assertThat(arrived)
        .startsWith("/docs/a%20b?x=1\n")
        .contains("x-delegation-subject=alice", "x-delegation-actor=reader", "dpop-unrelated=kept")
        .doesNotContain("mallory", "authorization=", token.toLowerCase(Locale.ROOT));
    got.clear();
  }

  private static void refuses(int port) throws Exception {
    String token = hooked.token();
    HttpResponse<String> forbidden = Hooked.send(with(port, "/admin", token));
    HttpResponse<String> unknown = Hooked.send(to(port, "/docs/a"));

    assertThat(forbidden.statusCode()).isEqualTo(403);
    assertThat(forbidden.headers().firstValue("www-authenticate").orElse(""))
        .contains("insufficient_scope");
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(unknown.headers().firstValue("www-authenticate")).isPresent();
    assertThat(unknown.headers().firstValue("dpop-nonce")).contains(hooked.acme.nonce());
    for (String header : List.of("X-Original-URI", "X-Forwarded-Uri")) {
      HttpResponse<String> lied =
          Hooked.send(
              with(port, "/admin", token)
                  .header(header, "/docs/a")
                  .header("X-Original-Method", "GET")
                  .header("X-Forwarded-Method", "GET"));
      assertThat(lied.statusCode()).as(header).isGreaterThanOrEqualTo(400);
    }
    for (String path : List.of("/docs/../admin", "/docs/%2e%2e/admin", "/docs/..%2fadmin")) {
      assertThat(raw(port, path, token)).as(path).isGreaterThanOrEqualTo(400);
    }
    assertThat(got).isEmpty();
  }

  /** Sends a path as it stands here; most clients would tidy it. */
  private static int raw(int port, String path, String token) {
    return hooked
        .acme
        .vertx()
        .createHttpClient(new HttpClientOptions())
        .request(
            new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path)
                .setMethod(HttpMethod.GET)
                .putHeader("Authorization", "Bearer " + token))
        .compose(request -> request.send(Buffer.buffer()))
        .map(io.vertx.core.http.HttpClientResponse::statusCode)
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }
}
