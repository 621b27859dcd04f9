package io.deputy.gateway.mcp;

import io.deputy.gateway.acme.NpmPackages;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The reference server of the Model Context Protocol, and the official client beside it. */
final class EverythingServer implements AutoCloseable {
  /** Longest that the client may take, and the server to listen, in seconds. */
  private static final long RUN_SECONDS = 60;

  private static final String PACKAGES = "node_modules/@modelcontextprotocol/";
  private static final NpmPackages NPM =
      new NpmPackages(
          Path.of("src/test/js/mcp"),
          List.of("client.mjs"),
          Path.of("target/mcp"),
          Path.of(PACKAGES, "server-everything/package.json"));
  private static final Path HOME = NPM.home();

  private final Process process;
  private final int port;

  private EverythingServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Without Node the test is skipped, and fails where {@code CI=true}. */
  static EverythingServer start() throws IOException, InterruptedException {
    NPM.requireInstalled();
    int port = NpmPackages.freePort();
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

  @Override
  public void close() {
    process.destroy();
  }
}
