package io.deputy.gateway.authz;

import io.deputy.capability.Kind;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.agent.AgentTranslator;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.http.HttpTranslator;
import io.deputy.gateway.mcp.McpTranslator;
import io.deputy.gateway.model.ModelTranslator;
import io.deputy.gateway.trace.Tracing;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;

/** Acme's hooks on a server of their own, and the rights of one of Acme's agents. */
final class Hooked implements AutoCloseable {
  static final String FILES = "https://files.acme.example";
  static final String GITHUB = "https://mcp.acme.example/github";

  /** A message that the rights allow. */
  static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

  static final String RIGHTS =
      """
      [{"type":"http","server":"https://files.acme.example","methods":["GET","POST"],
        "paths":{"prefix":"/docs/"},"query":{"wildcard":true}},
       {"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/list"],
        "names":{"wildcard":true},"arguments":{},"other_arguments":"allow"},
       {"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],
        "names":["search"],"arguments":{"/limit":{"range":{"max":10}}},
        "other_arguments":"deny"},
       {"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],
        "names":["count"],"arguments":{},"other_arguments":"deny"},
       {"type":"mcp","server":"https://mcp.acme.example/github",
        "methods":["subscriptions/listen"],"names":["repo://mine"],"arguments":{},
        "other_arguments":"allow"},
       {"type":"model","server":"https://models.acme.example","provider":{"wildcard":true},
        "operations":["chat","responses"],"models":["exact","small-2026"],
        "regions":{"wildcard":true},"max_output_tokens":{"range":{"max":100}}},
       {"type":"agent","server":"https://peer.acme.example","operations":["message/send"],
        "skills":["book"],"push_urls":{"wildcard":true}}]\
      """;

  private static final String ROUTES =
      """
      routes:
        - { id: files, type: http, path: /, server: "https://files.acme.example", bearer: true }
        - { id: bound, type: http, path: /b, server: "https://files.acme.example" }
        - id: github
          type: mcp
          path: /github
          server: https://mcp.acme.example/github
          bearer: true
          destructive: [wipe]
        - { id: peer, type: agent, path: /peer, server: "https://peer.acme.example", bearer: true }
        - id: chat
          type: model
          api: openai
          path: /chat
          server: https://models.acme.example
          bearer: true
          models: { small: small-2026, exact: exact }
          tools: { "https://tools.example/github": https://mcp.acme.example/github }
      """;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final Acme acme;
  private final HttpServer server;

  Hooked(Path home) throws Exception {
    acme = new Acme(home);
    acme.routes(ROUTES);
    AuthzEntrance entrance = new AuthzEntrance("https://gateway.acme.example", hooks(acme.gate()));
    server = serve(entrance);
  }

  /** The hooks around a gate. */
  Hooks hooks(Gate gate) {
    return new Hooks(
        acme::routes,
        Map.of(
            Kind.HTTP, new HttpTranslator(),
            Kind.MCP, new McpTranslator(),
            Kind.MODEL, new ModelTranslator(acme::routes),
            Kind.AGENT, new AgentTranslator()),
        gate,
        acme.parts().refusals(),
        Tracing.OFF);
  }

  HttpServer serve(AuthzEntrance entrance) {
    return acme.vertx()
        .createHttpServer(new HttpServerOptions().setMaxHeaderSize(32 << 10))
        .requestHandler(entrance::handle)
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  int port() {
    return server.actualPort();
  }

  /** A token with {@link #RIGHTS} that is bound to no key. */
  String token() throws Exception {
    return Acme.text(acme.mint(Acme.bearer("reader"), RIGHTS));
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(
        request.timeout(java.time.Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    acme.close();
  }
}
