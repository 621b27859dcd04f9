package io.deputy.minting.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Tokens of SoftHSM (Debian: softhsm2), which finds its configuration through the environment of
 * the process that loads it. Where it is not installed, tests are skipped.
 */
public final class SoftHsm {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"));
  private static final Pattern SLOT = Pattern.compile("reassigned to slot ([0-9]+)");
  private static final String PIN = "1234";
  private static final long LIMIT_SECONDS = 30;

  /** As many as there are tests in one module. */
  private static final int TOKENS = 4;

  private static final Queue<Long> FRESH = new ArrayDeque<>();
  private static boolean made;

  private SoftHsm() {}

  /**
   * A fresh token, whose PIN is in a file in {@code folder}. A process that has loaded the library
   * sees no token that is made later, so all that the tests may ask for are made first.
   */
  public static synchronized Pkcs11 token(Path folder) throws IOException, InterruptedException {
    Optional<Path> library = LIBRARIES.stream().filter(Files::exists).findFirst();
    Assumptions.assumeTrue(
        library.isPresent(), "skipped: for keys in a PKCS#11 module install softhsm2");
    if (!made) {
      configure(Path.of(System.getenv("SOFTHSM2_CONF")));
      for (int i = 0; i < TOKENS; i++) {
        FRESH.add(newToken());
      }
      made = true;
    }
    Path pin =
        Files.createFile(
            folder.resolve("pin"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(pin, PIN + "\n");
    return new Pkcs11(library.get(), FRESH.remove(), Passphrase.ofFile(pin));
  }

  private static void configure(Path file) throws IOException {
    Path tokens = Files.createDirectories(file.resolveSibling("softhsm-tokens"));
    Files.writeString(
        file,
        "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
  }

  private static long newToken() throws IOException, InterruptedException {
    Process init =
        new ProcessBuilder(
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "deputy-test",
                "--pin",
                PIN,
                "--so-pin",
                "5678")
            .redirectErrorStream(true)
            .start();
    String said = new String(init.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher slot = SLOT.matcher(said);
    if (!init.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || !slot.find()) {
      throw new IOException("softhsm2-util: " + said);
    }
    return Long.parseLong(slot.group(1));
  }
}
