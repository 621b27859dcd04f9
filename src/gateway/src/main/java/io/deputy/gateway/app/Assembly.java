package io.deputy.gateway.app;

import io.deputy.capability.Kind;
import io.deputy.gateway.agent.AgentAdapter;
import io.deputy.gateway.agent.AgentTranslator;
import io.deputy.gateway.agent.Tasks;
import io.deputy.gateway.authz.AuthzEntrance;
import io.deputy.gateway.authz.Hooks;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Translator;
import io.deputy.gateway.holder.Nonces;
import io.deputy.gateway.http.HttpAdapter;
import io.deputy.gateway.http.HttpTranslator;
import io.deputy.gateway.mcp.McpAdapter;
import io.deputy.gateway.mcp.McpTranslator;
import io.deputy.gateway.model.ModelAdapter;
import io.deputy.gateway.model.ModelTranslator;
import io.deputy.gateway.proxy.Adapter;
import io.deputy.gateway.proxy.Entrance;
import io.deputy.gateway.proxy.Forward;
import io.deputy.gateway.proxy.LiveStreams;
import io.deputy.gateway.proxy.Refusals;
import io.deputy.gateway.routes.Routes;
import io.deputy.gateway.trace.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Everything that answers callers, around one gate; without the process around it. */
public final class Assembly {
  /** Connections to one upstream: a thousand streams and some calls beside them. */
  private static final int UPSTREAM_CONNECTIONS = 2_000;

  private final Entrance entrance;
  private final Hooks hooks;
  private final AuthzEntrance hooksOverHttp;
  private final Refusals refusals;

  /**
   * @param publicUrl under which callers reach this gateway, without a slash at the end
   * @param issuer whose tokens are honoured
   * @param routes those in force
   * @param denied the JSON-RPC error code of MCP for what is not allowed
   */
  public Assembly(
      Vertx vertx,
      String publicUrl,
      String issuer,
      Supplier<Routes> routes,
      Gate gate,
      Nonces nonces,
      Tracing tracing,
      int denied) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setMaxPoolSize(UPSTREAM_CONNECTIONS)
            .setDecompressionSupported(false);
    this.refusals = new Refusals(publicUrl, nonces);
    LiveStreams streams = new LiveStreams(vertx, gate);
    Forward forward = new Forward(vertx.createHttpClient(options), streams, refusals);
    Map<Kind, Adapter> adapters = new EnumMap<>(Kind.class);
    adapters.put(Kind.HTTP, new HttpAdapter(gate, forward, refusals));
    adapters.put(Kind.MCP, new McpAdapter(gate, forward, refusals, publicUrl, denied));
    adapters.put(Kind.MODEL, new ModelAdapter(gate, forward, refusals, routes));
    adapters.put(Kind.AGENT, new AgentAdapter(gate, forward, refusals, new Tasks()));
    Map<Kind, Translator> translators = new EnumMap<>(Kind.class);
    translators.put(Kind.HTTP, new HttpTranslator());
    translators.put(Kind.MCP, new McpTranslator());
    translators.put(Kind.MODEL, new ModelTranslator(routes));
    translators.put(Kind.AGENT, new AgentTranslator());
    this.hooks = new Hooks(routes, translators, gate, refusals, tracing);
    this.hooksOverHttp = new AuthzEntrance(publicUrl, hooks);
    this.entrance = new Entrance(publicUrl, issuer, routes, adapters, refusals, tracing);
  }

  /** Answers one request, of a caller or of another gateway, to its end. */
  public void handle(HttpServerRequest request) {
    if (AuthzEntrance.handles(Optional.ofNullable(request.path()).orElse(""))) {
      hooksOverHttp.handle(request);
    } else {
      entrance.handle(request);
    }
  }

  /** Answers other gateways, whatever they speak. */
  public Hooks hooks() {
    return hooks;
  }

  /** How refusals are answered. */
  public Refusals refusals() {
    return refusals;
  }
}
