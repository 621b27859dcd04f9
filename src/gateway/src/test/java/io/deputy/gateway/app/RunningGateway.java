package io.deputy.gateway.app;

import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Collector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged gateway as a process of its own, over TLS. */
final class RunningGateway {
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");

  private final Process process;
  private final int port;
  private final Path log;

  private RunningGateway(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** Starts it and waits until it is ready; its traces go to a collector. */
  static RunningGateway start(Path home, HttpClient client, Collector collector, String... settings)
      throws Exception {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Ddeputy.gateway.id=" + Acme.GATEWAY);
    command.add("-Ddeputy.gateway.issuer=" + Acme.ISSUER);
    command.add("-Ddeputy.gateway.home=" + home);
    command.add("-Dquarkus.grpc.server.port=" + freePort());
    command.add("-Dquarkus.http.ssl-port=" + port);
    for (String setting : settings) {
      command.add("-Ddeputy.gateway." + setting);
    }
    command.addAll(List.of("-jar", JAR.toString()));
    Path log = home.resolve("gateway.log");
    ProcessBuilder process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    process.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
    RunningGateway gateway = new RunningGateway(process.start(), port, log);
    while (!gateway.isReady(client)) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return gateway;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Whether a load balancer would send it requests.
   *
   * @throws IllegalStateException if it has ended
   */
  boolean isReady(HttpClient client) throws Exception {
    if (!process.isAlive()) {
      throw new IllegalStateException("the gateway has ended: " + Files.readString(log));
    }
    try {
      return send(client, to("/q/health/ready")).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path));
  }

  static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The port, which speaks TLS alone. */
  int port() {
    return port;
  }

  /** SIGTERM. */
  void tellToStop() {
    process.destroy();
  }

  /** Waits for its end; its exit code. */
  int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /** SIGKILL, if it still runs. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
