package io.deputy.gateway.trust;

import io.deputy.Refusal;
import io.deputy.gateway.issuer.IssuerCall;
import io.deputy.json.TrustBundleJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Asks the issuer for its trust bundle, again and again: each question waits there until there is
 * news. What goes wrong is logged and tried again; meanwhile what is held grows old, and the gate
 * refuses when it is too old.
 */
public final class BundleFeed implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(BundleFeed.class);

  /** How long a question may wait at the issuer: below what proxies on the way cut off. */
  private static final Duration WAIT = Duration.ofSeconds(20);

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Beyond the wait: for the way, and for a large first page. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int OK = 200;

  private final URI url;
  private final HeldTrust held;
  private final Duration within;
  private final HttpClient client;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param issuer under which URL the bundle is found, without a slash at the end
   * @param held takes what comes
   */
  public BundleFeed(String issuer, HeldTrust held) {
    this(issuer, held, WAIT.plus(SLACK));
  }

  /**
   * @param within how long an answer may take, the wait included
   */
  BundleFeed(String issuer, HeldTrust held, Duration within) {
    this.within = within;
    this.url = URI.create(issuer + "/trust/bundle");
    this.held = Objects.requireNonNull(held);
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.thread = new Thread(this::run, "trust-bundle");
    thread.setDaemon(true);
  }

  /** Begins asking. */
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    // What happened while nobody listened is asked for at once; only then it is worth waiting.
    boolean waits = held.get().issuedAt().isPresent();
    while (!closed) {
      try {
        held.take(ask(held.get().cursor(), waits ? WAIT : Duration.ZERO));
        pause = FIRST_PAUSE;
        waits = true;
        continue;
      } catch (InterruptedException e) {
        return;
      } catch (Refusal e) {
        LOG.warnf("the trust bundle is not taken (%s): %s", e.reason().code(), e.getMessage());
      } catch (IOException e) {
        LOG.warnf("the trust bundle could not be had: %s", e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("the trust bundle could not be had", e);
      }
      waits = false;
      pause = pauseFor(pause);
    }
  }

  /** Gateways must not come back all at once when the issuer does. */
  private Duration pauseFor(Duration pause) {
    long milliseconds = pause.toMillis();
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(milliseconds / 2, milliseconds + 1));
    } catch (InterruptedException e) {
      closed = true;
    }
    return Duration.ofMillis(Math.min(2 * milliseconds, LONGEST_PAUSE.toMillis()));
  }

  private String ask(long since, Duration wait) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "?since=" + since + "&wait=" + wait.toSeconds()))
            .header("Accept", "application/jose")
            .build();
    HttpResponse<byte[]> answer =
        IssuerCall.send(client, request, IssuerCall.upTo(TrustBundleJson.MAX_CHARACTERS), within);
    if (answer.statusCode() != OK) {
      throw new IOException(url + " answered " + answer.statusCode());
    }
    return new String(answer.body(), StandardCharsets.ISO_8859_1);
  }
}
