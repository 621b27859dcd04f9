package io.deputy.gateway.proxy;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.routes.Route;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Optional;
import java.util.function.Consumer;

/** Sends what the gate let pass to what stands behind, and its answer back. */
public final class Forward {
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
    request.idleTimeout(upstream.timeout().toMillis());
    Future<HttpClientResponse> answer =
        request
            .response()
            .map(
                response -> {
                  response.pause();
                  request.idleTimeout(0);
                  return response;
                });
    Future<Void> written;
    if (body.isPresent()) {
      written = request.end(body.get());
    } else if (arrival.request().isEnded()) {
      written = request.end();
    } else {
      String length = arrival.request().getHeader("content-length");
      if (length == null) {
        request.setChunked(true);
      } else {
        request.putHeader("content-length", length);
      }
      written = arrival.request().pipeTo(request);
    }
    return written.compose(done -> answer);
  }

  private void unavailable(Arrival arrival, Throwable failure) {
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
    answer.pipeTo(response).onFailure(failure -> response.reset());
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
