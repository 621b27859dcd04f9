package io.deputy.gateway.policy;

import io.deputy.gateway.acme.NpmPackages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real program, with the policies among the test resources. */
final class Cerbos implements AutoCloseable {
  /** Longest that it may take to listen, in seconds. */
  private static final long START_SECONDS = 30;

  private static final int OK = 200;
  private static final Path BINARY =
      Path.of("node_modules/@cerbos/cerbos-linux-x64/cerbos-linux-x64");
  private static final NpmPackages NPM =
      new NpmPackages(Path.of("src/test/js/cerbos"), List.of(), Path.of("target/cerbos"), BINARY);
  private static final Path HOME = NPM.home();

  private final Process process;
  private final String url;

  private Cerbos(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Where it cannot be had the test is skipped, and fails where {@code CI=true}. */
  static Cerbos start() throws IOException, InterruptedException {
    NPM.requireInstalled();
    int port = NpmPackages.freePort();
    Process process =
        new ProcessBuilder(
                HOME.resolve(BINARY).toString(),
                "server",
                "--debug-listen-addr=",
                "--set=server.httpListenAddr=127.0.0.1:" + port,
                "--set=server.grpcListenAddr=127.0.0.1:" + NpmPackages.freePort(),
                "--set=telemetry.disabled=true",
                "--set=storage.driver=disk",
                "--set=storage.disk.directory="
                    + Path.of("src/test/resources/cerbos").toAbsolutePath())
            .directory(HOME.toFile())
            .redirectErrorStream(true)
            .redirectOutput(HOME.resolve("cerbos.log").toFile())
            .start();
    Cerbos cerbos = new Cerbos(process, "http://127.0.0.1:" + port);
    cerbos.awaitHealthy();
    return cerbos;
  }

  /** Where it is asked. */
  String url() {
    return url;
  }

  private void awaitHealthy() throws IOException, InterruptedException {
    HttpRequest health = HttpRequest.newBuilder(URI.create(url + "/_cerbos/health")).build();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < end) {
      try {
        if (HttpClient.newHttpClient()
                .send(health, HttpResponse.BodyHandlers.discarding())
                .statusCode()
            == OK) {
          return;
        }
      } catch (IOException notYet) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    process.destroy();
    throw new IOException("it does not listen; see " + HOME);
  }

  /** Takes it away, and waits until it is gone. */
  void stop() throws InterruptedException {
    process.destroy();
    var unused = process.waitFor(START_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
