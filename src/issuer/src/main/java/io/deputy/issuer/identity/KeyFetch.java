package io.deputy.issuer.identity;

import io.deputy.issuer.directory.PublicKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Fetches JWK sets (RFC 7517, section 5) over HTTP. Redirects are not followed. */
final class KeyFetch {
  private static final Logger LOG = Logger.getLogger(KeyFetch.class);

  /** An issuer that takes longer is as good as down: requests are waiting. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  /** See {@link #CONNECT_LIMIT}; from sending to the last byte of the answer. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);

  /** Thirty RSA keys with their certificates fit. */
  private static final int MAX_BYTES = 256 << 10;

  private static final int OK = 200;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final boolean development;

  KeyFetch(boolean development) {
    this.development = development;
  }

  /** The keys behind {@code url}, or nothing if they cannot be had; the log says why. */
  Optional<PublicKeys> keys(URI url) {
    try {
      return Optional.of(PublicKeys.served(body(url), development));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf("the keys at \"%s\" cannot be had: %s", url, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private String body(URI url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Accept", "application/jwk-set+json, application/json")
            .build();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    var answer =
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.ofByteArrayConsumer(
                part -> part.ifPresent(p -> add(body, p))));
    try {
      int status = answer.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status != OK) {
        throw new IOException("status " + status);
      }
      return body.toString(StandardCharsets.UTF_8);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within " + ANSWER_LIMIT, e);
    }
  }

  private static void add(ByteArrayOutputStream body, byte[] part) {
    if (body.size() + part.length > MAX_BYTES) {
      throw new IllegalStateException("more than " + MAX_BYTES + " bytes");
    }
    body.writeBytes(part);
  }
}
