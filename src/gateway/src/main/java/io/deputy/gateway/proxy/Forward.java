package io.deputy.gateway.proxy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.routes.Route;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Sends what the gate let pass to what stands behind, and its answer back. */
public final class Forward {
  private static final Logger LOG = Logger.getLogger(Forward.class);

  private final HttpClient client;
  private final LiveStreams streams;
  private final Refusals refusals;

  /**
   * @param client follows no redirects: where they lead was not decided
   */
  public Forward(HttpClient client, LiveStreams streams, Refusals refusals) {
    this.client = client;
    this.streams = streams;
    this.refusals = refusals;
  }

  /**
   * Sends a request on.
   *
   * @param caller whom the gate let pass
   * @param uri below the upstream's URL: empty, or begins with a slash or a question mark
   * @param body the body, if it was read; else it flows through
   * @param answered gets the answer, paused; it must be resumed or relayed
   */
  public void send(
      Arrival arrival,
      Caller caller,
      HttpMethod method,
      String uri,
      Optional<Buffer> body,
      Consumer<HttpClientResponse> answered) {
    Route.Upstream upstream = arrival.route().terms().upstream().orElseThrow();
    RequestOptions options =
        new RequestOptions()
            .setAbsoluteURI(upstream.url() + uri)
            .setMethod(method)
            .setFollowRedirects(false)
            .setConnectTimeout(upstream.timeout().toMillis())
            .setHeaders(HeaderHygiene.toUpstream(arrival.request().headers(), caller, upstream));
    client
        .request(options)
        .compose(request -> sent(arrival, request, body, upstream))
        .onSuccess(answered::accept)
        .onFailure(failure -> unavailable(arrival, failure));
  }

  private static Future<HttpClientResponse> sent(
      Arrival arrival, HttpClientRequest request, Optional<Buffer> body, Route.Upstream upstream) {
    // Whoever leaves cancels what was asked (MCP 2026-07-28; and nobody would read the answer).
    arrival.response().closeHandler(gone -> request.reset());
    // Until the answer begins; a stream may then be silent for as long as it likes.
    Vertx vertx = Vertx.currentContext().owner();
    long timer = vertx.setTimer(upstream.timeout().toMillis(), late -> request.reset());
    Future<HttpClientResponse> answer =
        request
            .response()
            .onComplete(done -> vertx.cancelTimer(timer))
            .map(
                response -> {
                  response.pause();
                  return response;
                });
    Future<Void> written;
    if (body.isPresent()) {
      written = request.end(body.get());
    } else if (!hasBody(arrival)) {
      arrival.request().resume();
      written = request.end();
    } else {
      String length = arrival.request().getHeader("content-length");
      if (length == null) {
        request.setChunked(true);
      } else {
        request.putHeader("content-length", length);
      }
      // Half a body must not look like a whole one.
      written = arrival.request().pipe().endOnFailure(false).to(request);
      written.onFailure(failure -> request.reset());
    }
    return written.compose(done -> answer);
  }

  /** RFC 9112, section 6.3: a request without either header has none. */
  private static boolean hasBody(Arrival arrival) {
    return arrival.request().headers().contains("content-length")
        || arrival.request().headers().contains("transfer-encoding");
  }

  private void unavailable(Arrival arrival, Throwable failure) {
    LOG.warnf("route %s: %s", arrival.route().terms().id(), failure);
    refusals.answer(
        arrival,
        failure instanceof Refusal refusal
            ? refusal
            : new Refusal(
                Reason.UPSTREAM_UNAVAILABLE,
                "what stands behind this route could not be reached in time; try again later"));
  }

  /** Lets an answer flow back as it is, until its token ends if the route says so. */
  public void relay(Arrival arrival, Caller caller, HttpClientResponse answer) {
    HttpServerResponse response = begin(arrival, answer);
    String length = answer.getHeader("content-length");
    if (length == null) {
      response.setChunked(true);
    } else {
      response.putHeader("content-length", length);
    }
    streams.watch(arrival, caller, () -> answer.request().reset());
    // Half an answer must not look like a whole one.
    answer.pipe().endOnFailure(false).to(response).onFailure(failure -> response.reset());
  }

  /** Copies status and headers; the body is the adapter's. */
  public HttpServerResponse begin(Arrival arrival, HttpClientResponse answer) {
    HttpServerResponse response = arrival.response();
    response.setStatusCode(answer.statusCode());
    HeaderHygiene.toCaller(answer.headers(), response.headers());
    return response;
  }

  /** Cuts the answer when its token ends, if the route says so. */
  public void watch(Arrival arrival, Caller caller, HttpClientResponse answer) {
    streams.watch(arrival, caller, () -> answer.request().reset());
  }
}
