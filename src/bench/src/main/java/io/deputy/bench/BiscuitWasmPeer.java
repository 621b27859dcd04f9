package io.deputy.bench;

import io.deputy.biscuit.DatalogPrinter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Measures the Biscuit project's own library (biscuit-wasm, Rust compiled to WebAssembly) on the
 * tokens of {@link PeerBench}, in a Node process. Without Node it says so.
 */
final class BiscuitWasmPeer {
  /** What to ask {@link Main} for; part of it will do. */
  static final String NAME = "PeerBench.biscuitWasm";

  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "peer.mjs");
  private static final long INSTALL_MINUTES = 5;

  /** What a line of figures starts with. */
  private static final String FIGURES = "> ";

  private BiscuitWasmPeer() {}

  static void print(PrintStream out) throws Exception {
    Path home = home();
    Optional<String> missing = install(home);
    if (missing.isPresent()) {
      out.println("biscuit-wasm was not measured: " + missing.get());
      return;
    }
    out.printf("%nmedian microseconds of biscuit-wasm, on the tokens of PeerBench%n");
    out.printf("%-8s %12s %22s%n", "blocks", "verify", "verify and decide");
    // Each token has a root key of its own.
    for (int blocks : PeerToken.BLOCKS) {
      String figures = measure(home, PeerToken.ofBlocks(blocks));
      int between = figures.indexOf(' ');
      out.printf(
          "%-8d %12s %22s%n",
          blocks, figures.substring(0, between), figures.substring(between + 1));
    }
  }

  private static String measure(Path home, PeerToken token) throws Exception {
    Process node =
        new ProcessBuilder("node", "--experimental-wasm-modules", "--no-warnings", "peer.mjs")
            .directory(home.toFile())
            .redirectError(home.resolve("node.log").toFile())
            .start();
    try (Writer in = node.outputWriter(StandardCharsets.UTF_8)) {
      in.write(question(token));
    }
    List<String> lines = new ArrayList<>(node.inputReader(StandardCharsets.UTF_8).lines().toList());
    lines.removeIf(line -> !line.startsWith(FIGURES));
    if (node.waitFor() != 0 || lines.size() != 1) {
      throw new IOException("the Node process failed: see " + home.resolve("node.log"));
    }
    return lines.get(0).substring(FIGURES.length());
  }

  private static String question(PeerToken token) {
    String key = DatalogPrinter.key(token.root());
    return "{\"root\":\""
        + key.substring(key.indexOf('/') + 1)
        + "\",\"code\":\""
        + PeerToken.AUTHORIZER.replace("\"", "\\\"")
        + "\",\"tokens\":[\""
        + token.bytes().toBase64Url()
        + "\"]}";
  }

  /** Installs the library; says what is missing. */
  private static Optional<String> install(Path home) throws InterruptedException {
    try {
      new ProcessBuilder("node", "--version").start().waitFor();
      Files.createDirectories(home);
      for (String file : FILES) {
        try (InputStream in = BiscuitWasmPeer.class.getResourceAsStream("/biscuit-wasm/" + file)) {
          Files.copy(in, home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      if (Files.exists(home.resolve("node_modules/@biscuit-auth/biscuit-wasm/package.json"))) {
        return Optional.empty();
      }
      Process npm =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("npm.log").toFile())
              .start();
      if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        return Optional.of("npm could not install it: see " + home.resolve("npm.log"));
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("it needs node and npm: " + e.getMessage());
    }
  }

  /** Beside the compiled classes, so below {@code target}. */
  private static Path home() throws Exception {
    Path classes =
        Path.of(BiscuitWasmPeer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return classes.resolveSibling("biscuit-wasm");
  }
}
