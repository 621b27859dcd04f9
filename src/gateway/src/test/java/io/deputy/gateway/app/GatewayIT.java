package io.deputy.gateway.app;

import static io.deputy.gateway.app.RunningGateway.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.chain.Holder;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Collector;
import io.deputy.gateway.acme.Keys;
import io.deputy.gateway.record.RecordLimits;
import io.deputy.gateway.record.Records;
import io.deputy.json.Jwks;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway, as an operator starts it and tells it to stop. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayIT {
  private static final String PAGES =
      """
      [{"type":"http","server":"https://wiki.acme.example","methods":["GET"],
        "paths":{"wildcard":true},"query":{"wildcard":true}}]""";

  private final CompletableFuture<Void> lastPart = new CompletableFuture<>();
  private Path home;
  private Acme acme;
  private Collector collector;
  private Certificates certificates;
  private KeyStore own;
  private HttpClient client;
  private String bearer;
  private RunningGateway gateway;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    home = folder;
    acme = new Acme(Files.createDirectory(home.resolve("acme")));
    collector = new Collector();
    certificates = new Certificates(home);
    own = certificates.keyStore("gateway");
    client = Certificates.client(own, null);
    bearer = "Bearer " + Acme.text(acme.mint(Acme.bearer("reader"), PAGES));
    Files.writeString(
        home.resolve("routes.yaml"),
        """
        routes:
          - { id: wiki, type: http, path: /wiki, server: "https://wiki.acme.example", bearer: true,
              upstream: { url: "%s" } }
        """
            .formatted(acme.upstream((request, body) -> answer(request))));
    gateway =
        RunningGateway.start(
            home,
            client,
            collector,
            "issuer-url=" + acme.issuerUrl(),
            "bundle-keys=" + Files.writeString(file("jwks.json"), Jwks.write(Keys.PINNED)),
            "key=" + pem("PRIVATE KEY", ed25519()),
            "tls.certificate=" + pem("CERTIFICATE", own.getCertificate("gateway").getEncoded()),
            "tls.key="
                + pem("PRIVATE KEY", own.getKey("gateway", Certificates.PASSWORD).getEncoded()),
            "drain.notice=PT2S",
            "drain.limit=PT2S");
  }

  private Path file(String end) throws IOException {
    return Files.createTempFile(home, "", "." + end);
  }

  private Path pem(String type, byte[] der) throws IOException {
    return Files.writeString(file("pem"), Certificates.pem(type, der));
  }

  private static byte[] ed25519() throws Exception {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
  }

  /** A page, one that comes in two parts, or events without end. */
  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response().setChunked(true);
    switch (request.path()) {
      case "/parts" -> {
        response.write("first");
        var unused = lastPart.thenRun(() -> response.end(", last"));
      }
      case "/events" -> {
        response.putHeader("content-type", "text/event-stream");
        long timer = acme.vertx().setPeriodic(20, tick -> response.write("data: tick\n\n"));
        response.closeHandler(gone -> acme.vertx().cancelTimer(timer));
      }
      default -> response.end("page");
    }
  }

  @AfterAll
  void stop() throws Exception {
    if (gateway != null) {
      gateway.kill();
    }
    collector.close();
    acme.close();
  }

  private HttpRequest.Builder get(String path, String authorization) {
    return gateway.to(path).header("Authorization", authorization);
  }

  @Test
  @Order(1)
  void aClientCertificateIsAskedForAndNeverRequired() throws Exception {
    KeyStore agents = certificates.keyStore("agent");
    HttpClient with = Certificates.client(own, agents);
    HttpClient thief = Certificates.client(own, certificates.keyStore("thief"));
    Holder holder =
        new Holder(
            "reader", Certificates.thumbprint(agents.getCertificate("agent").getPublicKey()));
    String bound = "Bearer " + Acme.text(acme.mint(holder, PAGES));

    assertThat(send(client, get("/wiki/a", bearer)).statusCode()).isEqualTo(200);
    assertThat(send(with, get("/wiki/a", bound)).statusCode()).isEqualTo(200);
    assertThat(send(client, get("/wiki/a", bound)).body()).contains("holder_key_unproven");
    assertThat(send(thief, get("/wiki/a", bound)).body()).contains("holder_key_mismatch");
    assertThat(send(client, gateway.to("/q/metrics")).body())
        .contains("deputy_decisions_total{reason=\"allowed\",route=\"wiki\"} 2.0");
    URI plain = URI.create("http://localhost:" + gateway.port() + "/wiki/a");
    assertThatThrownBy(() -> send(HttpClient.newHttpClient(), HttpRequest.newBuilder(plain)))
        .isInstanceOf(IOException.class);
  }

  private InputStream begun(String path) throws Exception {
    HttpResponse<InputStream> answer =
        client.send(get(path, bearer).build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new String(answer.body().readNBytes(5), StandardCharsets.US_ASCII))
        .isIn("first", "data:");
    return answer.body();
  }

  /** Comes last: afterwards it runs no more. */
  @Test
  @Order(2)
  void toldToStopItSaysSoThenTurnsNewcomersAwayAndLetsAnswersEnd() throws Exception {
    try (InputStream parts = begun("/wiki/parts");
        InputStream events = begun("/wiki/events")) {
      gateway.tellToStop();

      while (gateway.isReady(client)) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(send(client, get("/wiki/a", bearer)).body()).isEqualTo("page");
      int decided = 7;
      HttpResponse<String> late = send(client, get("/wiki/a", bearer));
      while (late.statusCode() == 200) {
        decided++;
        late = send(client, get("/wiki/a", bearer));
      }
      assertThat(late.statusCode()).isEqualTo(503);
      assertThat(late.headers().firstValue("connection")).contains("close");
      assertThat(late.body()).contains("this gateway is stopping");
      lastPart.complete(null);
      assertThat(parts.readAllBytes()).asString().isEqualTo(", last");
      assertThatThrownBy(events::readAllBytes).isInstanceOf(IOException.class);
      assertThat(gateway.awaitEnd()).isEqualTo(128 + 15);
      assertThat(collector.spans()).hasSize(decided);
      // The issuer took none, so all are still here.
      try (Records records = Records.open(home.resolve("records"), RecordLimits.STANDARD)) {
        assertThat(records.recorded()).isZero();
        assertThat(records.nextNumber()).isEqualTo(1 + decided);
      }
    }
  }
}
