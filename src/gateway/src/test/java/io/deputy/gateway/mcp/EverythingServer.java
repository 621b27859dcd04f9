package io.deputy.gateway.mcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The reference server of the Model Context Protocol, and the official client beside it. */
final class EverythingServer implements AutoCloseable {
  /** Longest that npm may take to install the packages, in minutes. */
  private static final long INSTALL_MINUTES = 5;

  /** Longest that the client may take, and the server to listen, in seconds. */
  private static final long RUN_SECONDS = 60;

  private static final Path SOURCE = Path.of("src/test/js/mcp");
  private static final Path HOME = Path.of("target/mcp").toAbsolutePath();
  private static final String PACKAGES = "node_modules/@modelcontextprotocol/";

  private final Process process;
  private final int port;

  private EverythingServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Without Node the test is skipped, and fails where {@code CI=true}. */
  static EverythingServer start() throws IOException, InterruptedException {
    Optional<String> missing = install();
    if (missing.isPresent() && "true".equals(System.getenv("CI"))) {
      Assertions.fail(missing.get());
    }
    Assumptions.assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
    int port = freePort();
    ProcessBuilder builder =
        node(PACKAGES + "server-everything/dist/index.js", "streamableHttp")
            .redirectOutput(HOME.resolve("server.out").toFile());
    builder.environment().put("PORT", Integer.toString(port));
    EverythingServer server = new EverythingServer(builder.start(), port);
    server.awaitListening();
    return server;
  }

  /** The endpoint. */
  String url() {
    return "http://localhost:" + port + "/mcp";
  }

  /** Runs the client against a gateway; what it printed. */
  static String client(String url, String token) throws IOException, InterruptedException {
    Path out = HOME.resolve("client.out");
    Process client = node("client.mjs", url, token).redirectOutput(out.toFile()).start();
    if (!client.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
      client.destroyForcibly();
    }
    return Files.readString(out);
  }

  private static ProcessBuilder node(String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of("node", "--no-warnings"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(HOME.toFile())
        .redirectError(HOME.resolve("node.log").toFile());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RUN_SECONDS);
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket("localhost", port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new IOException("the server does not listen; see " + HOME);
  }

  private static Optional<String> install() throws InterruptedException {
    try {
      Files.createDirectories(HOME);
      for (String file : List.of("package.json", "package-lock.json", "client.mjs")) {
        Files.copy(SOURCE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      if (Files.exists(HOME.resolve(PACKAGES + "server-everything/package.json"))) {
        return Optional.empty();
      }
      Path log = HOME.resolve("npm.log");
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(HOME.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        return Optional.of("npm could not install the MCP packages: " + log);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("node and npm are needed for the MCP server: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
