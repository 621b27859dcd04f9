package io.deputy.issuer.webhook;

import io.deputy.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A receiver at a URL, which only the operator chooses: no redirect is followed, and of an answer
 * nothing is read but its status. Every wait has an end.
 */
public final class HttpReceiver implements Receiver {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);

  /** From the connection to the status: a receiver says thanks first, and works then. */
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private static final int SUCCESSFUL = 2;
  private static final int HUNDRED = 100;

  private final HttpClient client;
  private final URI url;
  private final WebhookSecrets secrets;
  private final Clock clock;
  private final Duration within;

  /**
   * @param url where it is
   * @param secrets what is signed with
   */
  public HttpReceiver(URI url, WebhookSecrets secrets, Clock clock) {
    this(url, secrets, clock, ANSWER_WITHIN);
  }

  HttpReceiver(URI url, WebhookSecrets secrets, Clock clock, Duration within) {
    this.url = Objects.requireNonNull(url);
    this.secrets = Objects.requireNonNull(secrets);
    this.clock = Objects.requireNonNull(clock);
    this.within = within;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_WITHIN)
            .build();
  }

  @Override
  public Optional<String> tell(String id, Bytes body) throws InterruptedException {
    long timestamp = clock.instant().getEpochSecond();
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(within)
            .header("Content-Type", CloudEvents.TYPE)
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(timestamp))
            .header("webhook-signature", secrets.sign(id, timestamp, body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toArray()))
            .build();
    try {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      return answer.statusCode() / HUNDRED == SUCCESSFUL
          ? Optional.empty()
          : Optional.of("it answered " + answer.statusCode());
    } catch (IOException e) {
      return Optional.of(e.getClass().getSimpleName());
    }
  }
}
