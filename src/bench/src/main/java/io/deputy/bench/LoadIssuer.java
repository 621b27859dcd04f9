package io.deputy.bench;

import io.deputy.Bytes;
import io.deputy.json.RightsJson;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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

  private final InMemoryEd25519 callerKey = newKey();
  private final InMemoryEd25519 idpKey = newKey();
  private final Path home;
  private final String url;
  private Process process;

  private LoadIssuer(Path home, String url) {
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
    Files.writeString(home.resolve("caller.jwks.json"), jwks(callerKey));
    Files.writeString(home.resolve("delegatee.jwks.json"), jwks(newKey()));
    Files.writeString(home.resolve("idp.jwks.json"), jwks(idpKey));
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

  /** A user's JWT, good for an hour and any number of exchanges. */
  String usersToken() {
    return jwt(
        idpKey,
        """
        {"iss":"%s","sub":"alice","aud":"%s","azp":"%s","groups":["engineering"],"exp":%d}"""
            .formatted(IDP, url, CALLER, Instant.now().plusSeconds(3600).getEpochSecond()));
  }

  /** A fresh client assertion: each counts once. */
  String assertion() {
    return jwt(
        callerKey,
        """
        {"iss":"%1$s","sub":"%1$s","aud":"%2$s","jti":"%3$s","exp":%4$d}"""
            .formatted(
                CALLER, url, UUID.randomUUID(), Instant.now().plusSeconds(60).getEpochSecond()));
  }

  private static String jwt(InMemoryEd25519 key, String claims) {
    String signed = base64("{\"alg\":\"EdDSA\",\"kid\":\"k\"}") + "." + base64(claims);
    Bytes signature = key.sign(Bytes.of(signed.getBytes(StandardCharsets.US_ASCII)));
    return signed + "." + signature.toBase64Url();
  }

  private static String base64(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8)).toBase64Url();
  }

  private static String jwks(InMemoryEd25519 key) {
    return """
        {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k","x":"%s"}]}"""
        .formatted(key.publicKey().encoded().toBase64Url());
  }

  private static InMemoryEd25519 newKey() {
    byte[] seed = new byte[32];
    new SecureRandom().nextBytes(seed);
    return new InMemoryEd25519(0, new Secret(Bytes.of(seed)));
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
