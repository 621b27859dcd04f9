package io.deputy.gateway.authz;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.proxy.Arrival;
import io.deputy.gateway.proxy.WholeBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Where other gateways ask over HTTP: {@code /authz/<kind>/<route id>}, where the kind is {@code
 * forward}, {@code ext} (followed by the original path), {@code opa} or {@code authzen}. To be
 * asked before the proxy, and to be kept from callers by the network: it decides about requests
 * that whoever asks describes.
 */
public final class AuthzEntrance {
  private static final String PREFIX = "/authz/";

  private final Hooks hooks;
  private final AuthZen authZen;

  /**
   * @param publicUrl under which this gateway is reached, without a slash at the end
   */
  public AuthzEntrance(String publicUrl, Hooks hooks) {
    this.hooks = hooks;
    this.authZen = new AuthZen(publicUrl + PREFIX + "authzen/", hooks);
  }

  /** Whether a path is a hook's, so that no route of the proxy is meant. */
  public static boolean handles(String path) {
    return path.startsWith(PREFIX) || path.startsWith(AuthZen.METADATA);
  }

  /** Answers one question to its end. */
  public void handle(HttpServerRequest request) {
    request.pause();
    Context context = Vertx.currentContext();
    Function<Throwable, Reply> failed = failure -> Reply.of(hooks.failed(failure));
    CompletionStage<Reply> reply;
    try {
      reply = reply(request);
    } catch (RuntimeException e) {
      reply = CompletableFuture.completedFuture(failed.apply(e));
    }
    reply.handle(
        (said, failure) -> {
          Reply last = failure == null ? said : failed.apply(failure);
          context.runOnContext(go -> send(request, last));
          return null;
        });
  }

  private CompletionStage<Reply> reply(HttpServerRequest request) {
    // The raw target: what follows the route's name is the original one, and must stay as it is.
    String uri = request.uri();
    if (uri.startsWith(AuthZen.METADATA)) {
      request.resume();
      return now(authZen.metadata(request.method().name(), uri));
    }
    String[] parts = uri.startsWith(PREFIX) ? uri.substring(PREFIX.length()).split("/", 2) : none();
    if (parts.length < 2) {
      return now(unknown(request));
    }
    String rest = parts[1];
    return switch (parts[0]) {
      // Caddy appends the query of the original request to the hook's own path.
      case "forward" -> forward(request, rest.split("\\?", 2)[0]);
      case "ext" -> ext(request, rest);
      case "opa" -> posted(request, body -> new OpaData(hooks).answer(rest, body));
      case "authzen" -> posted(request, body -> authZen.answer(rest, headers(request), body));
      default -> now(unknown(request));
    };
  }

  private static String[] none() {
    return new String[0];
  }

  private CompletionStage<Reply> forward(HttpServerRequest request, String route) {
    request.resume();
    try {
      return hooks.decide(route, ForwardAuth.original(headers(request))).thenApply(Reply::of);
    } catch (Refusal refusal) {
      return now(Reply.of(hooks.refused(refusal)));
    }
  }

  private CompletionStage<Reply> ext(HttpServerRequest request, String rest) {
    int slash = rest.indexOf('/');
    String route = slash < 0 ? rest : rest.substring(0, slash);
    String target = slash < 0 ? "" : rest.substring(slash);
    String method = request.method().name();
    Map<String, List<String>> headers = headers(request);
    return body(request)
        .thenCompose(
            body ->
                hooks
                    .decide(
                        route,
                        new Original(
                            method, target, headers, SeenBody.of(method, headers, body, -1)))
                    .thenApply(Reply::of))
        .exceptionally(this::refused);
  }

  private CompletionStage<Reply> posted(
      HttpServerRequest request, Function<Bytes, CompletionStage<Reply>> answer) {
    if (!request.method().name().equals("POST")) {
      return now(unknown(request));
    }
    return body(request).thenCompose(answer).exceptionally(this::refused);
  }

  private Reply refused(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return Reply.of(
        cause instanceof Refusal refusal ? hooks.refused(refusal) : hooks.failed(failure));
  }

  private static CompletionStage<Bytes> body(HttpServerRequest request) {
    Future<Buffer> whole = WholeBody.read(request, Arrival.MAX_BODY_BYTES);
    return whole.map(buffer -> Bytes.of(buffer.getBytes())).toCompletionStage();
  }

  private Reply unknown(HttpServerRequest request) {
    request.resume();
    return Reply.of(
        hooks.refused(new Refusal(Reason.ROUTE_UNKNOWN, "there is no such hook; check its URL")));
  }

  private static CompletionStage<Reply> now(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private static Map<String, List<String>> headers(HttpServerRequest request) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : request.headers().names()) {
      String lower = name.toLowerCase(Locale.ROOT);
      headers.put(lower, request.headers().getAll(lower));
    }
    return headers;
  }

  private static void send(HttpServerRequest request, Reply reply) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    Optional.of(reply.body())
        .filter(b -> !b.isEmpty())
        .ifPresentOrElse(response::end, response::end);
  }
}
