package io.deputy.gateway.authz;

import io.deputy.capability.Kind;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.gate.Message;
import io.deputy.gateway.http.HttpTranslator;
import io.deputy.gateway.routes.Route;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Acme's hooks on a server of their own, and the rights of one of Acme's agents. */
final class Hooked implements AutoCloseable {
  static final String FILES = "https://files.acme.example";
  static final String GITHUB = "https://mcp.acme.example/github";
  static final String RIGHTS =
      """
      [{"type":"http","server":"https://files.acme.example","methods":["GET","POST"],
        "paths":{"prefix":"/docs/"},"query":{"wildcard":true}},
       {"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/list"],
        "names":{"wildcard":true},"arguments":{},"other_arguments":"allow"},
       {"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],
        "names":["search"],"arguments":{"/limit":{"range":{"max":10}}},
        "other_arguments":"deny"}]\
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
        - { id: peer, type: agent, path: /peer, server: "https://peer.acme.example", bearer: true }
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
        Map.of(Kind.HTTP, new HttpTranslator(), Kind.MCP, Hooked::list),
        gate,
        acme.parts().refusals());
  }

  /** As much of a protocol as it takes to see whether its translator is given the whole body. */
  private static List<io.deputy.capability.Request> list(Route route, Message message)
      throws io.deputy.Refusal {
    if (message.body().isEmpty()) {
      throw new io.deputy.Refusal(io.deputy.Reason.BODY_UNSEEN, "there is no body");
    }
    return List.of(
        new io.deputy.capability.Request.Mcp(
            route.terms().server(),
            new String(message.body().get().toArray(), java.nio.charset.StandardCharsets.US_ASCII),
            java.util.Optional.empty(),
            io.deputy.capability.Arguments.NONE));
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
