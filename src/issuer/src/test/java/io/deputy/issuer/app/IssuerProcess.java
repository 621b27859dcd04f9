package io.deputy.issuer.app;

import io.deputy.issuer.acme.Acme;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The packaged issuer as a process of its own. */
final class IssuerProcess {
  static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Process process;
  private final Path home;
  private final Path output;
  private final int port;

  private IssuerProcess(Process process, Path home, Path output, int port) {
    this.process = process;
    this.home = home;
    this.output = output;
    this.port = port;
  }

  /** Starts it without waiting. */
  static IssuerProcess launch(Path home, String... settings) throws IOException {
    int port = freePort();
    Path output = Files.createTempFile(Files.createDirectories(home), "issuer", ".log");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    // It lives for seconds, most of which would go into compiling what hardly runs again.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Ddeputy.home=" + home);
    command.add("-Ddeputy.issuer=" + Acme.ISSUER);
    command.add("-Ddeputy.development=true");
    command.add("-Dquarkus.http.port=" + port);
    command.addAll(List.of(settings));
    command.add("-jar");
    command.add(JAR.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new IssuerProcess(process, home, output, port);
  }

  /** Starts it and waits until it is ready. */
  static IssuerProcess start(Path home, String... settings) throws Exception {
    IssuerProcess issuer = launch(home, settings);
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!issuer.output().contains("deputy is ready at http://127.0.0.1:" + issuer.port)) {
      if (!issuer.process.isAlive() || Instant.now().isAfter(limit)) {
        issuer.kill();
        throw new IllegalStateException("the issuer does not start: " + issuer.output());
      }
      Thread.sleep(100);
    }
    return issuer;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  int port() {
    return port;
  }

  /** The exit code, once it has ended. */
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** SIGTERM, and waits. */
  void stop() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /** SIGKILL, and waits. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** SIGKILL to its PostgreSQL. */
  void killPostgres() throws Exception {
    Path pid = home.resolve("postgres").resolve("cluster").resolve("postmaster.pid");
    ProcessHandle postgres =
        ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0))).orElseThrow();
    postgres.destroyForcibly();
    postgres.onExit().get();
  }
}
