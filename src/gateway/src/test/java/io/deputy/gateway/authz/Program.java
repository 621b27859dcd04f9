package io.deputy.gateway.authz;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of somebody else that a test runs, if it is on this machine. */
final class Program implements AutoCloseable {
  private static final int WAIT_MILLISECONDS = 20_000;
  private static final int LOOK_MILLISECONDS = 50;

  /** Where {@code deploy/programs.sh} puts programs and their libraries. */
  private static final Path UNPACKED = Path.of("target", "programs").toAbsolutePath();

  private final Process process;

  private Program(Process process) {
    this.process = process;
  }

  /** Where the program is unpacked or installed. */
  static Optional<Path> find(String name) {
    return Stream.concat(
            Stream.of(UNPACKED.resolve("usr/sbin"), UNPACKED.resolve("usr/bin")),
            Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(Path::of))
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it in {@code folder} and waits until it listens on {@code port}. */
  static Program start(List<String> command, Path folder, int port) throws Exception {
    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("HOME", folder.toString());
    builder
        .environment()
        .put("LD_LIBRARY_PATH", UNPACKED.resolve("usr/lib/x86_64-linux-gnu").toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    for (int waited = 0; waited < WAIT_MILLISECONDS; waited += LOOK_MILLISECONDS) {
      if (!process.isAlive()) {
        break;
      }
      try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (open.isConnected()) {
          return new Program(process);
        }
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLISECONDS);
      }
    }
    process.destroyForcibly();
    throw new IllegalStateException(command + " does not listen: " + Files.readString(log));
  }

  /** Whether it still runs. */
  boolean isRunning() {
    return process.isAlive();
  }

  /** A port that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(WAIT_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
