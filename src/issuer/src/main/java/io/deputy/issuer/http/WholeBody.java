package io.deputy.issuer.http;

import io.deputy.verify.DecisionBatch;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Waits for the whole body of a request before a thread is spent on it: clients that send slowly,
 * or stop, cost a connection each and keep nobody else waiting. What has not arrived in time is cut
 * off, and of what is too long only so much is kept that it can be told.
 *
 * <p>A Vert.x body handler would do the same, but it takes forms apart, by other limits than ours.
 */
@ApplicationScoped
class WholeBody {
  /** After the server's own limit on what a body says of its length, and before all that reads. */
  private static final int AFTER_THE_SERVERS_LIMIT = -1;

  private final Duration within;

  WholeBody(@ConfigProperty(name = "deputy.limits.body-within") Duration within) {
    this.within = within;
  }

  void register(@Observes Router router) {
    await(router, "/token/*", FormBody.MAX_BYTES);
    await(router, "/audit/decisions", DecisionBatch.MAX_JWS_BYTES);
  }

  private void await(Router router, String path, int maxBytes) {
    router.post(path).order(AFTER_THE_SERVERS_LIMIT).handler(context -> await(context, maxBytes));
  }

  private void await(RoutingContext context, int maxBytes) {
    HttpServerRequest request = context.request();
    long timer = context.vertx().setTimer(within.toMillis(), late -> request.connection().close());
    Buffer body = Buffer.buffer();
    request.exceptionHandler(broken -> context.vertx().cancelTimer(timer));
    request.handler(
        chunk -> {
          int room = maxBytes + 1 - body.length();
          body.appendBuffer(chunk, 0, Math.min(room, chunk.length()));
        });
    request.endHandler(
        whole -> {
          context.vertx().cancelTimer(timer);
          ((RoutingContextInternal) context).setBody(body);
          context.next();
        });
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      context.response().writeContinue();
      request.headers().remove("Expect");
    }
    request.resume();
  }
}
