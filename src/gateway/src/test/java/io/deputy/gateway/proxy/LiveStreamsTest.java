package io.deputy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.capability.Rights;
import io.deputy.gateway.acme.Acme;
import io.deputy.json.RightsJson;
import io.deputy.minting.Minted;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers that never end by themselves end with their token, and what breaks off is not whole. */
@Timeout(60)
class LiveStreamsTest {
  private static final String FEED =
      """
      [{"type":"http","server":"https://feed.acme.example","methods":["GET","POST"],
        "paths":{"wildcard":true},"query":{"wildcard":true}}]""";

  @TempDir Path home;

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> upstreamGone = new CompletableFuture<>();
  private Acme acme;

  @BeforeEach
  void start() throws Exception {
    acme = new Acme(home);
    String feed =
        acme.upstream(
            (request, body) -> {
              bodies.add(body.toString());
              HttpServerResponse response = request.response().setChunked(true);
              if (request.path().equals("/broken")) {
                response.write("half of it", written -> request.connection().close());
                return;
              }
              if (request.path().equals("/whole")) {
                response.end("whole");
                return;
              }
              long timer = acme.vertx().setPeriodic(20, tick -> response.write("tick\n"));
              response.closeHandler(
                  gone -> {
                    acme.vertx().cancelTimer(timer);
                    upstreamGone.complete(null);
                  });
            });
    acme.routes(
        """
        routes:
          - { id: cut, type: http, path: /cut, server: "https://feed.acme.example", bearer: true,
              upstream: { url: "%1$s" } }
          - { id: kept, type: http, path: /kept, server: "https://feed.acme.example", bearer: true,
              cut_streams: false, upstream: { url: "%1$s" } }
        """
            .formatted(feed));
  }

  @AfterEach
  void stop() {
    acme.close();
  }

  private InputStream open(String path, Minted token) throws Exception {
    HttpResponse<InputStream> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(
                HttpRequest.newBuilder(URI.create(acme.url() + path))
                    .header("Authorization", "Bearer " + Acme.text(token))
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().readNBytes(10)).hasSize(10);
    return answer.body();
  }

  private Minted mint(Duration life) throws Exception {
    Rights rights = RightsJson.read(FEED);
    return acme.mint(Acme.bearer("reader"), rights, life);
  }

  @Test
  void theyAreCutWhenTheTokenIsRevoked_andTheUpstreamLearnsOfIt() throws Exception {
    Minted token = mint(Duration.ofMinutes(10));
    try (InputStream stream = open("/cut/a", token)) {
      acme.revoke(token.chain().last().id());

      assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class);
      upstreamGone.join();
    }
  }

  @Test
  void theyAreCutWhenTheTokenExpires() throws Exception {
    try (InputStream stream = open("/cut/a", mint(Duration.ofSeconds(2)))) {
      assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void theyFlowOnWhereTheRouteSaysSo() throws Exception {
    Minted token = mint(Duration.ofMinutes(10));
    try (InputStream stream = open("/kept/a", token)) {
      acme.revoke(token.chain().last().id());

      // More than three looks at the streams later.
      assertThat(stream.readNBytes(5 * 100)).hasSize(5 * 100);
    }
  }

  @Test
  void anAnswerThatBreaksOffIsNotPassedOnAsAWholeOne() throws Exception {
    try (InputStream stream = open("/cut/broken", mint(Duration.ofMinutes(10)))) {
      assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aBodyThatBreaksOffIsNotPassedOnAsAWholeOne() throws Exception {
    String token = Acme.text(mint(Duration.ofMinutes(10)));
    URI url = URI.create(acme.url());
    String head = "POST /cut/whole HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + token + "\r\n";
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      write(socket, head + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
      TimeUnit.MILLISECONDS.sleep(300);
    }
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      write(socket, head + "Connection: close\r\nContent-Length: 5\r\n\r\nwhole");
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 200");
    }

    assertThat(bodies).containsExactly("whole");
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  @Test
  void whoLeavesCancelsWhatWasAsked() throws Exception {
    open("/cut/a", mint(Duration.ofMinutes(10))).close();

    upstreamGone.join();
  }
}
