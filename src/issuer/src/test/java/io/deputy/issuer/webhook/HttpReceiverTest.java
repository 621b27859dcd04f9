package io.deputy.issuer.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.deputy.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers that are down, slow or lie hold nobody up, and lead nobody elsewhere. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HttpReceiverTest {
  /** The example of the Standard Webhooks specification. */
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Bytes BODY =
      Bytes.of("{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_614_265_330), ZoneOffset.UTC);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private Optional<String> tell(HttpHandler handler) throws InterruptedException {
    server.createContext("/events", handler);
    return receiver(server.getAddress().getPort()).tell(ID, BODY);
  }

  private static HttpReceiver receiver(int port) {
    return new HttpReceiver(
        URI.create("http://127.0.0.1:" + port + "/events"),
        WebhookSecrets.read(SECRET),
        CLOCK,
        Duration.ofMillis(700));
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  @Test
  void theRequestIsSignedAsStandardWebhooksHasIt() throws Exception {
    StringBuilder got = new StringBuilder();
    Optional<String> why =
        tell(
            exchange -> {
              for (String header :
                  List.of("webhook-id", "webhook-timestamp", "webhook-signature", "content-type")) {
                got.append(exchange.getRequestHeaders().getFirst(header)).append('\n');
              }
              got.append(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
              exchange.sendResponseHeaders(204, -1);
              exchange.close();
            });
    assertThat(why).isEmpty();
    assertThat(got.toString().lines())
        .containsExactly(
            ID,
            "1614265330",
            SIGNATURE,
            "application/cloudevents+json; charset=utf-8",
            "{\"test\": 2432232314}");
  }

  @Test
  void anErrorOrARedirectIsNoThanks() throws Exception {
    AtomicInteger elsewhere = new AtomicInteger();
    server.createContext(
        "/elsewhere",
        exchange -> {
          elsewhere.incrementAndGet();
          answer(exchange, 200);
        });
    assertThat(
            tell(
                exchange -> {
                  exchange.getResponseHeaders().add("Location", "/elsewhere");
                  answer(exchange, 307);
                }))
        .contains("it answered 307");
    assertThat(elsewhere).hasValue(0);
    server.removeContext("/events");
    assertThat(tell(exchange -> answer(exchange, 500))).contains("it answered 500");
  }

  @Test
  void whoIsDownOrSilentIsGivenUp() throws Exception {
    assertThat(
            tell(
                exchange -> {
                  try {
                    end.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }))
        .contains("HttpTimeoutException");
    int port = server.getAddress().getPort();
    server.stop(0);
    assertThat(receiver(port).tell(ID, BODY)).contains("ConnectException");
  }

  /** It would go on for ever. */
  @Test
  void ofAnAnswerOnlyTheStatusIsRead() throws Exception {
    AtomicInteger written = new AtomicInteger();
    CountDownLatch cut = new CountDownLatch(1);
    assertThat(
            tell(
                exchange -> {
                  exchange.sendResponseHeaders(200, 0);
                  try (OutputStream body = exchange.getResponseBody()) {
                    while (end.getCount() > 0) {
                      body.write(new byte[1 << 16]);
                      written.incrementAndGet();
                    }
                  } catch (IOException e) {
                    cut.countDown();
                  }
                }))
        .isEmpty();
    assertThat(cut.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(written.get()).isLessThan(1_000);
  }

  @Test
  void twoSecretsSignBothAndNothingShowsThem() {
    WebhookSecrets two =
        WebhookSecrets.read("whsec_" + "A".repeat(44) + "AAAA\n\n" + SECRET + "\n");
    assertThat(two.sign(ID, 1_614_265_330, BODY).split(" ")).hasSize(2).endsWith(SIGNATURE);
    assertThat(two).hasToString("WebhookSecrets[redacted]");
    for (String wrong : List.of("", "secret", "whsec_AAAA", "whsec_!", (SECRET + "\n").repeat(3))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WebhookSecrets.read(wrong))
          .withMessageNotContaining("AAAA");
    }
  }

  @Test
  void pausesGetLongerUpToFiveMinutes() {
    assertThat(Webhook.pause(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Webhook.pause(3)).isEqualTo(Duration.ofSeconds(8));
    assertThat(Webhook.pause(1_000_000)).isEqualTo(Duration.ofMinutes(5));
  }
}
