package io.deputy.bench;

import io.deputy.json.RightsJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An issuer in a process of its own, with two agents and one user. */
final class LoadIssuer implements AutoCloseable {
  static final String DELEGATEE = "researcher";

  private static final String CALLER = "orchestrator";
  private static final String IDP = "https://idp.acme.example";
  private static final int UNLIMITED = 1_000_000;
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final LoadClient.Ed25519 callerKey = LoadClient.Ed25519.make();
  private final List<LoadClient> callerKeys;
  private final LoadClient idpKey = LoadClient.Ed25519.make();
  private final Path home;
  private final String url;
  private Process process;

  private LoadIssuer(Path home, String url) throws GeneralSecurityException {
    this.callerKeys = List.of(callerKey, LoadClient.Rsa.make(), LoadClient.P256.make());
    this.home = home;
    this.url = url;
  }

  static LoadIssuer start(Path jar) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    LoadIssuer issuer =
        new LoadIssuer(Files.createTempDirectory("deputy-load"), "http://127.0.0.1:" + port);
    issuer.launch(jar, port);
    return issuer;
  }

  private void launch(Path jar, int port) throws IOException, InterruptedException {
    Files.writeString(home.resolve("caller.jwks.json"), jwks(callerKeys));
    Files.writeString(
        home.resolve("delegatee.jwks.json"), jwks(List.of(LoadClient.Ed25519.make())));
    Files.writeString(home.resolve("idp.jwks.json"), jwks(List.of(idpKey)));
    Files.writeString(home.resolve("directory.yaml"), directory());
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Ddeputy.home=" + home,
                "-Ddeputy.issuer=" + url,
                "-Dquarkus.http.port=" + port,
                "-Ddeputy.development=true",
                // One agent, one user, one address: what is measured is not how they are held back.
                "-Ddeputy.limits.address-per-second=" + UNLIMITED,
                "-Ddeputy.limits.agent-per-second=" + UNLIMITED,
                "-Ddeputy.limits.user-per-second=" + UNLIMITED,
                "-jar",
                jar.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("issuer.log").toFile())
            .start();
    Instant limit = Instant.now().plus(START_LIMIT);
    while (!isReady()) {
      if (!process.isAlive() || Instant.now().isAfter(limit)) {
        throw new IOException(
            "the issuer did not start:\n" + Files.readString(home.resolve("issuer.log")));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "/q/health/ready")).build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private String directory() {
    String rights = RightsJson.write(Chains.TYPICAL);
    return """
        issuers:
          - issuer: %1$s
            jwks: idp.jwks.json
            audience: %2$s
            caller_claim: azp
            ceiling: grants
            groups_claim: groups
        grants:
          - to: { group: engineering }
            rights: %3$s
        agents:
          - id: %4$s
            keys: { file: caller.jwks.json }
            ceiling: %3$s
            may_delegate_to: [%5$s]
            max_depth: 4
            max_lifetime: PT1H
            bearer: false
          - id: %5$s
            keys: { file: delegatee.jwks.json }
            ceiling: %3$s
            may_delegate_to: []
            max_depth: 4
            max_lifetime: PT1H
            bearer: false
        gateways:
          - id: mcp-gateway
            guards:
              - https://mcp.acme.example/github
              - https://wiki.acme.example
              - https://search.acme.example
        """
        .formatted(IDP, url, rights, CALLER, DELEGATEE);
  }

  String url() {
    return url;
  }

  /** Its embedded database, as the owner of the tables. */
  Connection database() throws IOException, SQLException {
    Path postgres = home.resolve("postgres");
    String port = Files.readAllLines(postgres.resolve("cluster").resolve("postmaster.pid")).get(3);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port.strip() + "/deputy", "postgres", databasePassword());
  }

  /** The password of the owner of the tables. */
  String databasePassword() throws IOException {
    return Files.readString(home.resolve("postgres").resolve("password"));
  }

  /** A user's JWT, good for an hour and any number of exchanges. */
  String usersToken() {
    return idpKey.jwt(
        """
        {"iss":"%s","sub":"alice","aud":"%s","azp":"%s","groups":["engineering"],"exp":%d}"""
            .formatted(IDP, url, CALLER, Instant.now().plusSeconds(3600).getEpochSecond()));
  }

  /** A fresh client assertion: each counts once. */
  String assertion(LoadClient key) {
    return key.jwt(
        """
        {"iss":"%1$s","sub":"%1$s","aud":"%2$s","jti":"%3$s","exp":%4$d}"""
            .formatted(
                CALLER, url, UUID.randomUUID(), Instant.now().plusSeconds(60).getEpochSecond()));
  }

  /** The keys of the caller: one for each algorithm. */
  List<LoadClient> callerKeys() {
    return callerKeys;
  }

  /** A fresh DPoP proof of the caller's first key (RFC 9449, section 4.2). */
  String proof(String nonce) {
    String header = "\"typ\":\"dpop+jwt\",\"jwk\":" + callerKey.jwk();
    return callerKey.jwt(
        header,
        """
        {"htm":"POST","htu":"%s/token/exchange","jti":"%s","iat":%d,"nonce":"%s"}"""
            .formatted(url, UUID.randomUUID(), Instant.now().getEpochSecond(), nonce));
  }

  /** The time of processors that the issuer and its database have used so far. */
  Duration cpu() {
    return ProcessHandle.allProcesses()
        .filter(p -> p.pid() == process.pid() || isOfDatabase(p))
        .map(p -> p.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private boolean isOfDatabase(ProcessHandle handle) {
    return handle.info().command().filter(c -> c.startsWith(home.toString())).isPresent();
  }

  private static String jwks(List<LoadClient> keys) {
    return "{\"keys\":["
        + keys.stream().map(LoadClient::jwk).collect(Collectors.joining(","))
        + "]}";
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
