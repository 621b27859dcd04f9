package io.deputy.gateway.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * The end of the process, once it is told to stop. The framework takes readiness away, leaves time
 * to notice, waits for the answers that are under way, and cuts those that outlast the limit. What
 * it does not do is done here: when that time is over, whoever still comes is turned away, since
 * otherwise the last answer might never come.
 */
@ApplicationScoped
class Drain {
  private static final int SERVICE_UNAVAILABLE = 503;

  private volatile boolean closed;

  void begin(@Observes ShutdownDelayInitiatedEvent told, Vertx vertx, Settings settings) {
    // A timer takes at least a millisecond.
    long notice = Math.max(1, settings.drain().notice().toMillis());
    vertx.setTimer(notice, over -> closed = true);
  }

  /** Whether it takes no requests any more. */
  boolean isClosed() {
    return closed;
  }

  /** Sends somebody elsewhere. */
  static void turnAway(HttpServerRequest request) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("error", "temporarily_unavailable");
    body.put("error_description", "this gateway is stopping; ask another one, or later");
    request.resume();
    request
        .response()
        .setStatusCode(SERVICE_UNAVAILABLE)
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .putHeader("connection", "close")
        .end(body.toString());
  }
}
