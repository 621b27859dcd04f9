package io.deputy.gateway.issuer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One question to the issuer. */
public final class IssuerCall {
  private IssuerCall() {}

  /**
   * Sends a request and waits for the whole answer. The client's own time limit ends with the head
   * of an answer, and a body may drip for ever.
   *
   * @param within how long head and body may take together
   * @throws IOException if there was no answer, or not all of it in time
   */
  public static HttpResponse<byte[]> send(
      HttpClient http, HttpRequest request, HttpResponse.BodyHandler<byte[]> body, Duration within)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(request, body);
    try {
      return sent.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + within.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException("no answer: " + e.getCause(), e);
    } finally {
      sent.cancel(true);
    }
  }

  /** Bodies up to a length; beyond it there is no answer. */
  public static HttpResponse.BodyHandler<byte[]> upTo(int maxBytes) {
    return head -> new Limited(maxBytes);
  }

  private static final class Limited implements HttpResponse.BodySubscriber<byte[]> {
    private final int maxBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private Flow.Subscription subscription;

    Limited(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (buffer.remaining() > maxBytes - bytes.size()) {
          subscription.cancel();
          onError(new IOException("the answer has more than " + maxBytes + " bytes"));
          return;
        }
        byte[] chunk = new byte[buffer.remaining()];
        buffer.get(chunk);
        bytes.writeBytes(chunk);
      }
    }

    @Override
    public void onError(Throwable failure) {
      whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      whole.complete(bytes.toByteArray());
    }
  }
}
