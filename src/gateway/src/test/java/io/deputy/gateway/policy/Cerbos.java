package io.deputy.gateway.policy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The real program, with the policies among the test resources. */
final class Cerbos implements AutoCloseable {
  /** Longest that npm may take to install it, in minutes. */
  private static final long INSTALL_MINUTES = 5;

  /** Longest that it may take to listen, in seconds. */
  private static final long START_SECONDS = 30;

  private static final int OK = 200;
  private static final Path SOURCE = Path.of("src/test/js/cerbos");
  private static final Path HOME = Path.of("target/cerbos").toAbsolutePath();
  private static final Path BINARY =
      HOME.resolve("node_modules/@cerbos/cerbos-linux-x64/cerbos-linux-x64");

  private final Process process;
  private final String url;

  private Cerbos(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Where it cannot be had the test is skipped, and fails where {@code CI=true}. */
  static Cerbos start() throws IOException, InterruptedException {
    Optional<String> missing = install();
    if (missing.isPresent() && "true".equals(System.getenv("CI"))) {
      Assertions.fail(missing.get());
    }
    Assumptions.assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
    int port = freePort();
    Process process =
        new ProcessBuilder(
                BINARY.toString(),
                "server",
                "--debug-listen-addr=",
                "--set=server.httpListenAddr=127.0.0.1:" + port,
                "--set=server.grpcListenAddr=127.0.0.1:" + freePort(),
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
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

  private static Optional<String> install() throws InterruptedException {
    if (Files.isExecutable(BINARY)) {
      return Optional.empty();
    }
    try {
      Files.createDirectories(HOME);
      for (String file : List.of("package.json", "package-lock.json")) {
        Files.copy(SOURCE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(HOME.toFile())
              .redirectErrorStream(true)
              .redirectOutput(HOME.resolve("npm.log").toFile())
              .start();
      boolean done = npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) && npm.exitValue() == 0;
      if (!done) {
        npm.destroyForcibly();
      }
      return done && Files.isExecutable(BINARY)
          ? Optional.empty()
          : Optional.of("npm could not install Cerbos, which runs on Linux on x86-64");
    } catch (IOException e) {
      return Optional.of("npm is needed for Cerbos: " + e.getMessage());
    }
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
