package io.deputy.gateway.app;

import io.deputy.capability.Kind;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.holder.Nonces;
import io.deputy.gateway.http.HttpAdapter;
import io.deputy.gateway.proxy.Adapter;
import io.deputy.gateway.proxy.Entrance;
import io.deputy.gateway.proxy.Forward;
import io.deputy.gateway.proxy.LiveStreams;
import io.deputy.gateway.proxy.Refusals;
import io.deputy.gateway.routes.Routes;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Everything that answers callers, around one gate; without the process around it. */
public final class Assembly {
  /** Connections to one upstream: a thousand streams and some calls beside them. */
  private static final int UPSTREAM_CONNECTIONS = 2_000;

  private final Entrance entrance;
  private final Refusals refusals;

  /**
   * @param publicUrl under which callers reach this gateway, without a slash at the end
   * @param issuer whose tokens are honoured
   * @param routes those in force
   */
  public Assembly(
      Vertx vertx,
      String publicUrl,
      String issuer,
      Supplier<Routes> routes,
      Gate gate,
      Nonces nonces) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setMaxPoolSize(UPSTREAM_CONNECTIONS)
            .setDecompressionSupported(false);
    this.refusals = new Refusals(publicUrl, nonces);
    LiveStreams streams = new LiveStreams(vertx, gate);
    Forward forward = new Forward(vertx.createHttpClient(options), streams, refusals);
    Map<Kind, Adapter> adapters = new EnumMap<>(Kind.class);
    adapters.put(Kind.HTTP, new HttpAdapter(gate, forward, refusals));
    this.entrance = new Entrance(publicUrl, issuer, routes, adapters, refusals);
  }

  /** Where requests come in. */
  public Entrance entrance() {
    return entrance;
  }

  /** How refusals are answered. */
  public Refusals refusals() {
    return refusals;
  }
}
