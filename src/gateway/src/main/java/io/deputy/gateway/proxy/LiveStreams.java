package io.deputy.gateway.proxy;

import io.deputy.gateway.gate.Caller;
import io.deputy.gateway.gate.Gate;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers that are still flowing. Those of routes that say so are cut when their token expires or
 * is revoked, or when what is trusted goes stale.
 */
public final class LiveStreams {
  /**
   * How often each is looked at: a revocation reaches a stream within this, and the bundle's way.
   */
  private static final long LOOK_MILLISECONDS = 500;

  private record Stream(Arrival arrival, Caller caller, Runnable cut) {}

  private final Gate gate;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();

  /** Looks at all of them from a timer of {@code vertx}. */
  public LiveStreams(Vertx vertx, Gate gate) {
    this.gate = gate;
    vertx.setPeriodic(LOOK_MILLISECONDS, timer -> cutEnded());
  }

  /** Watches an answer until it ends. */
  void watch(Arrival arrival, Caller caller, Runnable cut) {
    if (!arrival.route().terms().cutStreams()) {
      return;
    }
    Stream stream = new Stream(arrival, caller, cut);
    open.add(stream);
    arrival.response().endHandler(end -> open.remove(stream));
    arrival
        .response()
        .closeHandler(
            gone -> {
              open.remove(stream);
              cut.run();
            });
  }

  /** How many are flowing. */
  public int size() {
    return open.size();
  }

  private void cutEnded() {
    for (Stream stream : List.copyOf(open)) {
      if (!gate.isStillHonoured(stream.caller())) {
        open.remove(stream);
        stream.cut().run();
        stream.arrival().response().reset();
      }
    }
  }
}
