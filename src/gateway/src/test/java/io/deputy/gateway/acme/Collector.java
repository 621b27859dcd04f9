package io.deputy.gateway.acme;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/**
 * A collector of traces (OTLP over HTTP), which reads what it gets with OpenTelemetry's classes.
 */
public final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  public Collector() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"));
    try (InputStream body = exchange.getRequestBody();
        InputStream message = packed ? new GZIPInputStream(body) : body) {
      ExportTraceServiceRequest.parseFrom(message)
          .getResourceSpansList()
          .forEach(of -> of.getScopeSpansList().forEach(by -> spans.addAll(by.getSpansList())));
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** As gateways are told it. */
  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** What it got so far. */
  public List<Span> spans() {
    return List.copyOf(spans);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
