package io.deputy.gateway.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Keys;
import io.deputy.json.TrustBundleJson;
import io.deputy.verify.TrustBundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The feed gets over an issuer that is slow, broken or too generous, and takes what comes then. */
@Timeout(60)
class BundleFeedTest {
  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer issuer;

  @BeforeEach
  void start() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.setExecutor(threads);
    issuer.start();
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
    threads.shutdownNow();
  }

  /** The first question is answered so; whatever is asked later gets a bundle. */
  private void recovers(HttpHandler first) throws Exception {
    issuer.createContext(
        "/trust/bundle",
        exchange -> {
          if (asked.getAndIncrement() == 0) {
            first.handle(exchange);
          } else {
            send(exchange, 200, bundle());
          }
        });
    HeldTrust held =
        HeldTrust.load(
            Acme.ISSUER, Keys.PINNED, TrustFile.in(folder), Clock.systemUTC(), System::nanoTime);
    String url = "http://localhost:" + issuer.getAddress().getPort();
    try (BundleFeed feed = new BundleFeed(url, held, Duration.ofMillis(500))) {
      feed.start();
      while (held.get().issuedAt().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    assertThat(asked.get()).isGreaterThanOrEqualTo(2);
  }

  private static String bundle() {
    return Keys.signed(
        new TrustBundle(
            Acme.ISSUER,
            Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS),
            Duration.ofMinutes(1),
            Keys.PUBLISHED,
            0,
            0,
            false,
            List.of(),
            Optional.empty()));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void afterAFailureItIsAskedAtOnceForWhatWasMissed() throws Exception {
    List<String> questions = new CopyOnWriteArrayList<>();
    issuer.createContext(
        "/trust/bundle",
        exchange -> {
          questions.add(exchange.getRequestURI().getQuery());
          send(exchange, questions.size() == 3 ? 503 : 200, bundle());
        });
    HeldTrust held =
        HeldTrust.load(
            Acme.ISSUER, Keys.PINNED, TrustFile.in(folder), Clock.systemUTC(), System::nanoTime);
    try (BundleFeed feed =
        new BundleFeed("http://localhost:" + issuer.getAddress().getPort(), held)) {
      feed.start();
      while (questions.size() < 5) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
    assertThat(questions.subList(0, 5))
        .containsExactly(
            "since=0&wait=0",
            "since=0&wait=20",
            "since=0&wait=20",
            "since=0&wait=0",
            "since=0&wait=20");
  }

  @Test
  void anIssuerThatFails() throws Exception {
    recovers(exchange -> send(exchange, 503, "{}"));
  }

  @Test
  void anIssuerWhoseAnswerIsNoBundle() throws Exception {
    recovers(exchange -> send(exchange, 200, "<html>"));
  }

  @Test
  void anIssuerThatSaysNothing() throws Exception {
    recovers(exchange -> sleep());
  }

  @Test
  void anIssuerWhoseAnswerDripsForEver() throws Exception {
    recovers(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            while (!Thread.currentThread().isInterrupted()) {
              body.write('a');
              body.flush();
              TimeUnit.MILLISECONDS.sleep(50);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void anIssuerWhoseAnswerIsEndless() throws Exception {
    recovers(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] chunk = new byte[1 << 20];
          try (OutputStream body = exchange.getResponseBody()) {
            for (int i = 0; i <= TrustBundleJson.MAX_CHARACTERS / chunk.length; i++) {
              body.write(chunk);
            }
          }
        });
  }

  private static void sleep() {
    try {
      TimeUnit.SECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
