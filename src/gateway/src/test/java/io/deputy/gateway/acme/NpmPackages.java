package io.deputy.gateway.acme;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs of others that npm installs, each at the version of a lock file.
 *
 * @param source the folder with {@code package.json} and its lock file
 * @param programs what of the folder is copied beside them
 * @param home where they are installed, below {@code target}
 * @param installed what is there once they are, below the home
 */
public record NpmPackages(Path source, List<String> programs, Path home, Path installed) {
  /** Longest that npm may take to install them, in minutes. */
  private static final long INSTALL_MINUTES = 5;

  public NpmPackages {
    programs = List.copyOf(programs);
    home = home.toAbsolutePath();
  }

  /** Where they cannot be had the test is skipped, and fails where {@code CI=true}. */
  public void requireInstalled() throws InterruptedException {
    Optional<String> missing = install();
    if (missing.isPresent() && "true".equals(System.getenv("CI"))) {
      Assertions.fail(missing.get());
    }
    Assumptions.assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
  }

  /** A port that nobody listens on. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean areInstalled() {
    return Files.exists(home.resolve(installed));
  }

  private Optional<String> install() throws InterruptedException {
    try {
      Files.createDirectories(home);
      List<String> files = new ArrayList<>(List.of("package.json", "package-lock.json"));
      files.addAll(programs);
      for (String file : files) {
        Files.copy(source.resolve(file), home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      if (areInstalled()) {
        return Optional.empty();
      }
      Path log = home.resolve("npm.log");
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
        npm.destroyForcibly();
      }
      return !npm.isAlive() && npm.exitValue() == 0 && areInstalled()
          ? Optional.empty()
          : Optional.of("npm could not install " + installed + ": see " + log);
    } catch (IOException e) {
      return Optional.of("node and npm are needed for " + installed + ": " + e.getMessage());
    }
  }
}
