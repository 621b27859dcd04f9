package io.deputy.issuer.app;

import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeCertificates;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs our own embedded database for tests, and gives the issuer Acme's directory. A test class may
 * have settings of its own, as arguments of this resource.
 */
public final class RunningIssuer implements QuarkusTestResourceLifecycleManager {
  /** For every class of the run, since classes with own settings start while others still stand. */
  private static final Path BINARIES = Path.of("target", "postgres");

  /** Of the console, at its provider. */
  public static final String CONSOLE_SECRET = "console-secret_of.the~tests";

  private EmbeddedDatabase database;
  private Path home;
  private Map<String, String> other = Map.of();

  /** Settings of one test class. */
  @Override
  public void init(Map<String, String> settings) {
    other = settings;
  }

  @Override
  public Map<String, String> start() {
    try {
      home = Files.createTempDirectory("deputy-test");
      database = EmbeddedDatabase.start(home.resolve("postgres"), BINARIES);
      Map<String, String> settings = new HashMap<>();
      settings.put("deputy.issuer", Acme.ISSUER);
      settings.put("deputy.development", "true");
      settings.put("deputy.home", home.toString());
      settings.put("deputy.directory", Acme.writeDirectory(home).toString());
      settings.put("deputy.database.url", database.url());
      settings.put("deputy.database.username", database.issuer().user());
      settings.put("deputy.database.password", database.issuer().password());
      settings.put("deputy.migrations.username", database.owner().user());
      settings.put("deputy.migrations.password", database.owner().password());
      // The tests are one client, and in a hurry; limits have tests of their own.
      settings.put("deputy.limits.address-per-second", "5000");
      settings.put("deputy.limits.agent-per-second", "100000");
      settings.put("deputy.limits.user-per-second", "100000");
      settings.put("quarkus.http.test-port", "0");
      settings.putAll(console());
      settings.putAll(tls());
      settings.putAll(other);
      return settings;
    } catch (IOException | CannotStart e) {
      throw new IllegalStateException(e);
    }
  }

  /** People log in at a provider that tests of the console start, at a port that is free now. */
  private Map<String, String> console() throws IOException {
    Path secret = Files.writeString(home.resolve("console-secret"), CONSOLE_SECRET + "\n");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Map.of(
          "deputy.console.issuer",
          "http://127.0.0.1:" + free.getLocalPort(),
          "deputy.console.client-id",
          "console",
          "deputy.console.client-secret-file",
          secret.toString());
    }
  }

  /** As {@link Main} has it, and plain HTTP beside it for the tests that need no TLS. */
  private Map<String, String> tls() throws IOException, CannotStart {
    Map<String, String> settings = AcmeCertificates.write(home.resolve("tls"));
    settings.putAll(TlsServer.settings(SettingsTest.with(settings).tls()));
    settings.put("quarkus.http.insecure-requests", "enabled");
    settings.put("quarkus.http.test-ssl-port", "0");
    return settings;
  }

  @Override
  public void stop() {
    try {
      database.close();
      try (Stream<Path> files = Files.walk(home)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
