package io.deputy.issuer.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An identity provider that answers whatever a test wants, right or wrong, at loopback. */
final class HostileProvider implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  HostileProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * What it answers.
   *
   * @param pause before each of the ten parts that the body is sent in
   */
  record Answer(int status, Map<String, String> headers, String body, Duration pause) {
    static Answer of(String body) {
      return new Answer(200, Map.of(), body, Duration.ZERO);
    }

    static Answer status(int status) {
      return new Answer(status, Map.of(), "{}", Duration.ZERO);
    }

    static Answer redirect(String to) {
      return new Answer(302, Map.of("Location", to), "", Duration.ZERO);
    }

    Answer slowly(Duration eachPart) {
      return new Answer(status, headers, body, eachPart);
    }
  }

  /** What it was asked. */
  record Asked(String path, String authorization, String body) {}

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  HostileProvider answers(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  HostileProvider answers(String path, String body) {
    return answers(path, Answer.of(body));
  }

  List<Asked> asked() {
    return asked;
  }

  long asked(String path) {
    return asked.stream().filter(a -> a.path().equals(path)).count();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString();
    asked.add(
        new Asked(
            path,
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    Answer answer = answers.getOrDefault(path, Answer.status(404));
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      int part = bytes.length / 10 + 1;
      for (int from = 0; from < bytes.length; from += part) {
        Thread.sleep(answer.pause().toMillis());
        out.write(bytes, from, Math.min(part, bytes.length - from));
        out.flush();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
