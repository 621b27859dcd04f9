package io.deputy.issuer.identity;

import io.deputy.issuer.directory.Reach;
import io.deputy.issuer.exchange.Credential;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one place where this service calls out to ask. It calls only where the operator wrote that it
 * may, over TLS, at an address that was checked and is the one connected to, follows no redirect,
 * and every wait and every answer has an end. Safe for any number of threads; blocks its caller.
 */
public final class Fetch {
  /** A provider that takes longer is as good as down: requests are waiting. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  /** See {@link #CONNECT_LIMIT}; from looking up the name to the last byte of the answer. */
  static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);

  /** Thirty RSA keys with their certificates fit. */
  static final int MAX_BYTES = 256 << 10;

  /** As many requests at once as one provider is asked, and as many again that wait. */
  private static final int MAX_CONNECTIONS = 32;

  /** Names are looked up by the platform, which may take its time; so many at once. */
  private static final int LOOKUPS = 4;

  private static final int IDLE_SECONDS = 30;
  private static final int OK = 200;
  private static final int FIRST_CLIENT_ERROR = 400;
  private static final int FIRST_SERVER_ERROR = 500;

  private final HttpClient client;
  private final boolean development;
  private final Executor lookups = lookups();

  /**
   * @param development whether plain HTTP and addresses that are not public will do
   */
  public Fetch(Vertx vertx, boolean development) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) CONNECT_LIMIT.toMillis())
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setMaxPoolSize(MAX_CONNECTIONS)
                .setMaxWaitQueueSize(MAX_CONNECTIONS));
    this.development = development;
  }

  private static Executor lookups() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            LOOKUPS,
            LOOKUPS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "provider-lookup");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** What stands behind {@code url}. */
  String get(URI url, Reach reach) throws NotFetched {
    return send(new Outgoing(url, HttpMethod.GET, Buffer.buffer(), new Credential("")), reach);
  }

  /**
   * The answer to a form.
   *
   * @param form already encoded
   * @param authorization the Authorization header
   */
  String post(URI url, Credential form, Credential authorization, Reach reach) throws NotFetched {
    return send(
        new Outgoing(url, HttpMethod.POST, Buffer.buffer(form.expose()), authorization), reach);
  }

  private record Outgoing(URI url, HttpMethod method, Buffer body, Credential authorization) {
    RequestOptions options(InetAddress address) {
      int port = Reach.port(url);
      RequestOptions options =
          new RequestOptions()
              .setMethod(method)
              .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
              .setHost(url.getHost())
              .setPort(port)
              .setSsl("https".equals(url.getScheme()))
              .setURI(target())
              .setFollowRedirects(false)
              .putHeader("Accept", "application/json, application/jwk-set+json");
      if (!authorization.expose().isEmpty()) {
        options.putHeader("Authorization", authorization.expose());
      }
      if (method.equals(HttpMethod.POST)) {
        options.putHeader("Content-Type", "application/x-www-form-urlencoded");
      }
      return options;
    }

    private String target() {
      String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
      return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }
  }

  private String send(Outgoing outgoing, Reach reach) throws NotFetched {
    requireAllowed(outgoing.url(), reach);
    Abandon abandon = new Abandon();
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(() -> address(outgoing.url(), reach), lookups)
            .thenCompose(address -> exchange(outgoing, address, abandon));
    try {
      return answer.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      abandon.now();
      throw NotFetched.because("no answer within " + ANSWER_LIMIT);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Unusable unusable
          ? unusable.asNotFetched()
          : NotFetched.because(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      abandon.now();
      Thread.currentThread().interrupt();
      throw NotFetched.because("interrupted");
    }
  }

  private void requireAllowed(URI url, Reach reach) throws NotFetched {
    boolean secure =
        "https".equals(url.getScheme()) || (development && "http".equals(url.getScheme()));
    if (!secure || url.getHost() == null || url.getRawUserInfo() != null) {
      throw NotFetched.because("\"" + url + "\" is not an https URL");
    }
    if (!reach.includes(url)) {
      throw NotFetched.because(
          "\""
              + Reach.authority(url)
              + "\" is not among the hosts of this issuer in the directory");
    }
  }

  /** One address of the host. It is the one connected to, so a second look-up cannot differ. */
  private InetAddress address(URI url, Reach reach) {
    String host = url.getHost();
    try {
      InetAddress address =
          InetAddress.getByName(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
      if (development || reach.privateAddresses() || PublicAddresses.include(address)) {
        return address;
      }
      throw new Unusable(
          "\""
              + host
              + "\" has the address "
              + address.getHostAddress()
              + ", which is not public;"
              + " if that is meant, set private_addresses in the issuer's entry",
          false);
    } catch (UnknownHostException e) {
      throw new Unusable("\"" + host + "\" has no address", false);
    }
  }

  private CompletableFuture<String> exchange(
      Outgoing outgoing, InetAddress address, Abandon abandon) {
    return client
        .request(outgoing.options(address))
        .compose(
            request -> {
              abandon.ends(request);
              return request.send(outgoing.body()).compose(Fetch::body);
            })
        .toCompletionStage()
        .toCompletableFuture();
  }

  private static Future<String> body(HttpClientResponse response) {
    Promise<String> whole = Promise.promise();
    response.exceptionHandler(whole::tryFail);
    if (response.statusCode() != OK) {
      response.request().reset();
      boolean absent =
          response.statusCode() >= FIRST_CLIENT_ERROR && response.statusCode() < FIRST_SERVER_ERROR;
      return Future.failedFuture(new Unusable("status " + response.statusCode(), absent));
    }
    Buffer body = Buffer.buffer();
    response.handler(
        part -> {
          if (body.length() + part.length() > MAX_BYTES) {
            whole.tryFail(new Unusable("more than " + MAX_BYTES + " bytes", false));
            response.request().reset();
          } else {
            body.appendBuffer(part);
          }
        });
    response.endHandler(end -> whole.tryComplete(body.toString()));
    return whole.future();
  }

  /** Ends a request that nobody waits for any more, whether it has been sent already or not. */
  private static final class Abandon {
    private boolean abandoned;
    private Optional<HttpClientRequest> request = Optional.empty();

    synchronized void ends(HttpClientRequest made) {
      request = Optional.of(made);
      if (abandoned) {
        made.reset();
      }
    }

    synchronized void now() {
      abandoned = true;
      request.ifPresent(HttpClientRequest::reset);
    }
  }

  /** A {@link NotFetched} on its way through a future. */
  private static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean absent;

    Unusable(String problem, boolean absent) {
      super(Objects.requireNonNull(problem), null, false, false);
      this.absent = absent;
    }

    NotFetched asNotFetched() {
      return absent ? NotFetched.absent(getMessage()) : NotFetched.because(getMessage());
    }
  }
}
