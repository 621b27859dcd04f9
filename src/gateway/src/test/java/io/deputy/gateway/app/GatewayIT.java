package io.deputy.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.chain.Holder;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Keys;
import io.deputy.json.Jwks;
import io.deputy.json.Thumbprints;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway, as an operator starts it. */
@Timeout(120)
class GatewayIT {
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final char[] PASSWORD = "password".toCharArray();
  private static final String PAGES =
      """
      [{"type":"http","server":"https://wiki.acme.example","methods":["GET"],
        "paths":{"wildcard":true},"query":{"wildcard":true}}]""";

  @TempDir Path home;
  private Acme acme;
  private Process gateway;
  private int port;

  @BeforeEach
  void start() throws Exception {
    acme = new Acme(Files.createDirectory(home.resolve("acme")));
    String behind = acme.upstream((request, body) -> request.response().end("page"));
    Files.writeString(
        home.resolve("routes.yaml"),
        """
        routes:
          - { id: wiki, type: http, path: /wiki, server: "https://wiki.acme.example", bearer: true,
              upstream: { url: "%s" } }
        """
            .formatted(behind));
    Files.writeString(home.resolve("bundle.jwks.json"), Jwks.write(Keys.PINNED));
  }

  @AfterEach
  void stop() throws Exception {
    if (gateway != null) {
      gateway.destroyForcibly().waitFor();
    }
    acme.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts it and waits until it is ready. */
  private void launch(HttpClient client, String scheme, String... more) throws Exception {
    port = freePort();
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Ddeputy.gateway.id=" + Acme.GATEWAY);
    command.add("-Ddeputy.gateway.issuer=" + Acme.ISSUER);
    command.add("-Ddeputy.gateway.issuer-url=" + acme.issuerUrl());
    command.add("-Ddeputy.gateway.bundle-keys=" + home.resolve("bundle.jwks.json"));
    command.add("-Ddeputy.gateway.home=" + home);
    command.add("-Ddeputy.gateway.unrecorded=true");
    command.add("-Dquarkus.grpc.server.port=" + freePort());
    command.add("-Dquarkus.http." + (scheme.equals("https") ? "ssl-port=" : "port=") + port);
    command.addAll(List.of(more));
    command.addAll(List.of("-jar", JAR.toString()));
    Path log = home.resolve("gateway.log");
    gateway =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    HttpRequest ready = to(scheme, "/q/health/ready").build();
    while (true) {
      if (!gateway.isAlive()) {
        throw new IllegalStateException("the gateway does not start: " + Files.readString(log));
      }
      try {
        if (client.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It does not listen yet.
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private HttpRequest.Builder to(String scheme, String path) {
    return HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + port + path));
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
      throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aClientCertificateIsAskedForAndNeverRequired() throws Exception {
    KeyStore own = keyStore("gateway");
    KeyStore agents = keyStore("agent");
    Files.writeString(
        home.resolve("cert.pem"), pem("CERTIFICATE", own.getCertificate("gateway").getEncoded()));
    Files.writeString(
        home.resolve("key.pem"), pem("PRIVATE KEY", own.getKey("gateway", PASSWORD).getEncoded()));
    HttpClient without = client(own, null);
    HttpClient with = client(own, agents);
    launch(
        without,
        "https",
        "-Ddeputy.gateway.tls.certificate=" + home.resolve("cert.pem"),
        "-Ddeputy.gateway.tls.key=" + home.resolve("key.pem"));
    String bearer = "Bearer " + Acme.text(acme.mint(Acme.bearer("reader"), PAGES));
    String bound =
        "Bearer "
            + Acme.text(
                acme.mint(
                    new Holder("reader", thumbprint(agents.getCertificate("agent").getPublicKey())),
                    PAGES));

    assertThat(send(without, to("https", "/wiki/a").header("Authorization", bearer)).statusCode())
        .isEqualTo(200);
    assertThat(send(with, to("https", "/wiki/a").header("Authorization", bound)).statusCode())
        .isEqualTo(200);
    assertThat(send(without, to("https", "/wiki/a").header("Authorization", bound)).body())
        .contains("holder_key_unproven");
    assertThat(
            send(
                    client(own, keyStore("thief")),
                    to("https", "/wiki/a").header("Authorization", bound))
                .body())
        .contains("holder_key_mismatch");
    assertThat(send(without, to("https", "/q/metrics")).body())
        .contains("deputy_decisions_total{reason=\"allowed\",route=\"wiki\"} 2.0");
    assertThatThrownBy(() -> send(HttpClient.newHttpClient(), to("http", "/wiki/a")))
        .isInstanceOf(IOException.class);
  }

  private KeyStore keyStore(String name) throws Exception {
    Path file = home.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  private static HttpClient client(KeyStore trusted, KeyStore own) throws Exception {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("gateway", trusted.getCertificate("gateway"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    KeyManager[] keys = null;
    if (own != null) {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(own, PASSWORD);
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static io.deputy.chain.Thumbprint thumbprint(java.security.PublicKey key)
      throws Exception {
    ECPublicKey ec = (ECPublicKey) key;
    return Thumbprints.of(
        Map.of(
            "kty",
            "EC",
            "crv",
            "P-256",
            "x",
            coordinate(ec.getW().getAffineX()),
            "y",
            coordinate(ec.getW().getAffineY())));
  }

  private static String coordinate(BigInteger value) {
    byte[] signed = value.toByteArray();
    byte[] exact = new byte[32];
    byte[] kept = Arrays.copyOfRange(signed, Math.max(0, signed.length - 32), signed.length);
    System.arraycopy(kept, 0, exact, 32 - kept.length, kept.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(exact);
  }
}
