package io.deputy.issuer.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that send slowly, on real sockets, cost others nothing. */
@QuarkusTest
@QuarkusTestResource(
    value = RunningIssuer.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "deputy.limits.body-within", value = "PT5S"))
class SlowClientsTest {
  /** As many as there are threads for requests, of each kind. */
  private static final int SLOW = 200;

  /** Far below the time after which slow bodies are cut off. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private static final String HEADERS =
      String.join(
          "\r\n",
          "POST /token/exchange HTTP/1.1",
          "Host: localhost",
          "Content-Type: application/x-www-form-urlencoded",
          "");

  private static Socket begin(String beginning) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
    socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static List<Socket> slow(String beginning) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < SLOW; i++) {
      sockets.add(begin(beginning));
    }
    return sockets;
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void othersAreAnsweredAtOnce_andSlowBodiesAreCutOff() throws Exception {
    Call.byOrchestrator().send().statusCode(200);
    List<Socket> headers = slow(HEADERS + "X-Slow: ");
    List<Socket> bodies = slow(HEADERS + "Content-Length: 1000\r\n\r\ngrant_type=");
    try {
      Instant start = Instant.now();
      Call.byOrchestrator().send().statusCode(200);
      assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
      for (Socket socket : bodies) {
        assertThat(isCutOffWhileItDrips(socket)).isTrue();
      }
    } finally {
      close(headers);
      close(bodies);
    }
  }

  /** One byte now and then, so that the connection is never idle. */
  private static boolean isCutOffWhileItDrips(Socket socket) throws Exception {
    Instant limit = Instant.now().plusSeconds(20);
    socket.setSoTimeout(500);
    while (Instant.now().isBefore(limit)) {
      try {
        socket.getOutputStream().write('a');
        if (socket.getInputStream().read() < 0) {
          return true;
        }
      } catch (java.net.SocketTimeoutException e) {
        // Not yet.
      } catch (SocketException e) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aBodyInPiecesIsOneBody() throws Exception {
    try (Socket socket = begin(HEADERS + "Transfer-Encoding: chunked\r\n\r\n")) {
      for (String chunk : List.of("b\r\ngrant_type=\r\n", "1\r\nx\r\n", "0\r\n\r\n")) {
        Thread.sleep(100);
        socket.getOutputStream().write(chunk.getBytes(StandardCharsets.US_ASCII));
      }
      byte[] answer = new byte[4096];
      int read = socket.getInputStream().read(answer);
      assertThat(new String(answer, 0, read, StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void whoWaitsToBeToldToGoOnIsTold() throws Exception {
    String body = "grant_type=x";
    try (Socket socket =
        begin(HEADERS + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\n\r\n")) {
      byte[] answer = new byte[4096];
      int read = socket.getInputStream().read(answer);
      assertThat(new String(answer, 0, read, StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
      read = socket.getInputStream().read(answer);
      assertThat(new String(answer, 0, read, StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void whoOffersHttp2IsAnsweredInHttp1() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .build()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/token/exchange"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("grant_type=x"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
  }

  @Test
  void headersBeyondTheLimitAreRefused() {
    given().header("X-Long", "a".repeat(15_000)).get("/q/health/live").then().statusCode(200);
    given().header("X-Long", "a".repeat(17_000)).get("/q/health/live").then().statusCode(431);
  }
}
