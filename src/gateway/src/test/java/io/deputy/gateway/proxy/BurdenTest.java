package io.deputy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.gateway.acme.Acme;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large bodies and many streams. */
@Timeout(120)
class BurdenTest {
  private static final int TEN_MEGABYTES = 10_000_000;
  private static final int STREAMS = 1_000;

  private static final String RIGHTS =
      """
      [{"type":"http","server":"https://wiki.acme.example","methods":["GET","PUT"],
        "paths":{"wildcard":true},"query":{"wildcard":true}},
       {"type":"mcp","server":"https://mcp.acme.example/github","methods":["tools/call"],
        "names":{"wildcard":true},"arguments":{},"other_arguments":"allow"},
       {"type":"model","server":"https://models.acme.example","provider":{"wildcard":true},
        "operations":["chat"],"models":{"wildcard":true},"regions":{"wildcard":true},
        "max_output_tokens":{"wildcard":true}},
       {"type":"agent","server":"https://agents.acme.example","operations":["message/send"],
        "skills":{"wildcard":true},"push_urls":{"wildcard":true}}]""";

  @TempDir static Path home;
  private static Acme acme;
  private static HttpClient client;
  private static String token;
  private static final List<Integer> lengths = new CopyOnWriteArrayList<>();
  private static final Set<HttpServerResponse> streams = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void start() throws Exception {
    acme = new Acme(home);
    String behind =
        acme.upstream(
            (request, body) -> {
              if (request.path().equals("/stream")) {
                HttpServerResponse response = request.response().setChunked(true);
                streams.add(response);
                response.closeHandler(gone -> streams.remove(response));
                response.write("begun\n");
              } else {
                lengths.add(body.length());
                request.response().end("got it");
              }
            });
    acme.routes(
        """
        routes:
          - { id: wiki, type: http, path: /wiki, server: "https://wiki.acme.example", bearer: true,
              upstream: { url: "%1$s" } }
          - { id: github, type: mcp, path: /github, server: "https://mcp.acme.example/github",
              bearer: true, upstream: { url: "%1$s" } }
          - { id: chat, type: model, api: openai, path: /chat, server: "https://models.acme.example",
              bearer: true, upstream: { url: "%1$s" } }
          - { id: booking, type: agent, path: /booking, server: "https://agents.acme.example",
              bearer: true, upstream: { url: "%1$s" } }
        """
            .formatted(behind));
    token = Acme.text(acme.mint(Acme.bearer("reader"), RIGHTS));
    client =
        acme.vertx()
            .createHttpClient(
                new HttpClientOptions().setMaxPoolSize(STREAMS + 1).setKeepAlive(true));
  }

  @AfterAll
  static void stop() {
    acme.close();
  }

  private static RequestOptions to(HttpMethod method, String path) {
    return new RequestOptions()
        .setMethod(method)
        .setAbsoluteURI(acme.url() + path)
        .putHeader("authorization", "Bearer " + token)
        .putHeader("content-type", "application/json");
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** The status of the answer, which may come before all of the body was sent. */
  private static int status(HttpMethod method, String path, Buffer body) throws Exception {
    return get(
        client
            .request(to(method, path))
            .compose(
                request -> {
                  request.send(body);
                  return request.response();
                })
            .map(HttpClientResponse::statusCode));
  }

  @Test
  void tenMegabytesAreTooMuchToDecideOnAndFlowThroughWhereTheyAreNot() throws Exception {
    Buffer large = Buffer.buffer("\"" + "a".repeat(TEN_MEGABYTES - 2) + "\"");

    assertThat(status(HttpMethod.POST, "/github", large)).isEqualTo(413);
    assertThat(status(HttpMethod.POST, "/chat/v1/chat/completions", large)).isEqualTo(413);
    assertThat(status(HttpMethod.POST, "/booking", large)).isEqualTo(413);
    assertThat(lengths).isEmpty();

    assertThat(status(HttpMethod.PUT, "/wiki/page", large)).isEqualTo(200);
    assertThat(lengths).containsExactly(TEN_MEGABYTES);
  }

  @Test
  void aThousandStreamsFlowBesideEachOtherAndEndWithWhoReadThem() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    List<Future<HttpClientResponse>> opened = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      opened.add(
          client
              .request(to(HttpMethod.GET, "/wiki/stream"))
              .compose(request -> request.send())
              .onSuccess(
                  response ->
                      response.handler(
                          chunk -> {
                            begun.addAndGet(count(chunk, "begun"));
                            told.addAndGet(count(chunk, "news"));
                          })));
    }
    List<HttpClientResponse> answers = new ArrayList<>();
    for (Future<HttpClientResponse> answer : opened) {
      answers.add(get(answer));
    }
    assertThat(answers).extracting(HttpClientResponse::statusCode).containsOnly(200);
    await(begun);

    streams.forEach(stream -> stream.write("news\n"));
    await(told);
    assertThat(status(HttpMethod.GET, "/wiki/page", Buffer.buffer())).isEqualTo(200);
    lengths.clear();

    answers.forEach(answer -> answer.request().reset());
    while (!streams.isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static int count(Buffer chunk, String word) {
    String text = chunk.toString();
    return (text.length() - text.replace(word, "").length()) / word.length();
  }

  private static void await(AtomicInteger count) throws InterruptedException {
    while (count.get() < STREAMS) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
