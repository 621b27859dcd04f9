package io.deputy.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real issuer in a process of its own, on a free port of this machine only. */
final class IssuerProcess implements AutoCloseable {
  /** How long a start may take: the database unpacks and is created, on a slow disk. */
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  /** How long it gets to stop in good order before it is killed. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

  /** How often it is asked whether it is ready. */
  private static final Duration POLL = Duration.ofMillis(150);

  /** How long one such question may take. */
  private static final Duration POLL_LIMIT = Duration.ofSeconds(2);

  /** Lines of its log to show if it fails: a cause and what surrounds it. */
  private static final int LAST_LINES = 20;

  private final Process process;
  private final String url;
  private final Path log;

  private IssuerProcess(Process process, String url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /** A port of the loopback interface that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts it; {@link #awaitReady} tells when it can be used. */
  static IssuerProcess start(Path jar, Home home, int port) throws IOException {
    String url = url(port);
    Path log = home.file("issuer.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Ddeputy.home=" + home.folder(),
                "-Ddeputy.issuer=" + url,
                "-Ddeputy.development=true",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-jar",
                jar.toAbsolutePath().toString())
            .directory(home.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // Settings meant for another issuer, a database above all, must not reach this one.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("DEPUTY_") || name.startsWith("QUARKUS_"));
    return new IssuerProcess(builder.start(), url, log);
  }

  /** The URL of an issuer on this port. */
  static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** Its URL. */
  String url() {
    return url;
  }

  /**
   * Waits until it can record.
   *
   * @param tick called once a second until then
   */
  void awaitReady(HttpClient http, Runnable tick) throws Broken, InterruptedException {
    Instant limit = Instant.now().plus(START_LIMIT);
    Instant nextTick = Instant.now();
    while (!isReady(http)) {
      if (!process.isAlive()) {
        throw new Broken("the issuer ended with exit code " + process.exitValue());
      }
      if (Instant.now().isAfter(limit)) {
        throw new Broken("the issuer was not ready after " + START_LIMIT.toSeconds() + " seconds");
      }
      if (!Instant.now().isBefore(nextTick)) {
        tick.run();
        nextTick = nextTick.plusSeconds(1);
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private boolean isReady(HttpClient http) throws InterruptedException {
    HttpRequest question =
        HttpRequest.newBuilder(URI.create(url + "/q/health/ready")).timeout(POLL_LIMIT).build();
    try {
      return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The end of its log. */
  List<String> lastLines() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Stops it, in good order if it can. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
