package io.deputy.issuer.acme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A program for Node, and the npm packages that it needs.
 *
 * @param source the folder with the program, {@code package.json} and its lock file
 * @param script the program's file
 * @param dependency one of the packages, which is there once all of them are
 * @param home where it runs, below {@code target}
 */
public record NodeProgram(Path source, String script, String dependency, Path home) {
  /** Longest that npm may take to install the packages, in minutes. */
  private static final long INSTALL_MINUTES = 5;

  public NodeProgram {
    home = home.toAbsolutePath();
  }

  /** Without Node the test is skipped, and fails where {@code CI=true}. */
  public void requireInstalled() throws InterruptedException {
    Optional<String> missing = install();
    if (missing.isPresent() && "true".equals(System.getenv("CI"))) {
      Assertions.fail(missing.get());
    }
    Assumptions.assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
  }

  /** Starts it, once it is installed; what it complains about goes to {@code log}. */
  public Process start(Path log) throws IOException {
    return new ProcessBuilder("node", "--no-warnings", script)
        .directory(home.toFile())
        .redirectError(log.toFile())
        .start();
  }

  /** Installs the packages; says what is missing. */
  private Optional<String> install() throws InterruptedException {
    try {
      Files.createDirectories(home);
      for (String file : List.of("package.json", "package-lock.json", script)) {
        Files.copy(source.resolve(file), home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      if (Files.exists(home.resolve("node_modules").resolve(dependency).resolve("package.json"))) {
        return Optional.empty();
      }
      Path log = home.resolve("npm.log");
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        return Optional.of("npm could not install " + dependency + ": " + log);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("node and npm are needed for " + dependency + ": " + e.getMessage());
    }
  }
}
