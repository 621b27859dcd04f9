package io.deputy.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.gateway.acme.Acme;
import io.deputy.gateway.acme.Collector;
import io.deputy.gateway.gate.CentralPolicy;
import io.deputy.gateway.gate.Verdict;
import io.deputy.gateway.record.GateRecorder;
import io.deputy.gateway.record.RecordLimits;
import io.deputy.gateway.record.Records;
import io.deputy.verify.Redaction;
import io.deputy.verify.Trust;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces go through the gateway, and a real collector learns how it decided and nothing else. */
@Timeout(60)
class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String PAGES =
      """
      [{"type":"http","server":"https://wiki.acme.example","methods":["GET"],
        "paths":{"prefix":"/pages/"},"query":{"wildcard":true}}]""";

  private static final Verdict REFUSED =
      Verdict.Refused.of(new Refusal(Reason.TOKEN_MISSING, "show a token"));

  @TempDir Path home;

  private final List<Map<String, String>> forwarded = new CopyOnWriteArrayList<>();

  private Acme acme(Tracing tracing, Records records) throws Exception {
    Acme acme =
        new Acme(
            home,
            CentralPolicy.NONE,
            new GateRecorder(
                records, Redaction.of(Set.of()), () -> Trust.none(Acme.ISSUER, System::nanoTime)),
            tracing);
    acme.routes(
        """
        routes:
          - { id: wiki, type: http, path: /wiki, server: "https://wiki.acme.example", bearer: true,
              upstream: { url: "%s" } }
        """
            .formatted(
                acme.upstream(
                    (request, body) -> {
                      Map<String, String> headers = new TreeMap<>();
                      request.headers().forEach(h -> headers.put(h.getKey(), h.getValue()));
                      forwarded.add(headers);
                      request.response().end("page");
                    })));
    return acme;
  }

  private static int get(Acme acme, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(acme.url() + path))
            .header(
                "Authorization", "Bearer " + Acme.text(acme.mint(Acme.bearer("reader"), PAGES)));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static Map<String, String> attributes(Span span) {
    return span.getAttributesList().stream()
        .collect(Collectors.toMap(KeyValue::getKey, a -> a.getValue().getStringValue()));
  }

  private static String context(Span span) {
    String ids = hex(span.getTraceId()) + "-" + hex(span.getSpanId());
    return "00-%s-%02x".formatted(ids, span.getFlags() & 0xff);
  }

  private String recorded() throws Exception {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(home.resolve("records"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void oneTraceGoesThroughGatewayAndUpstream() throws Exception {
    try (Collector collector = new Collector();
        Records records = Records.open(home.resolve("records"), RecordLimits.STANDARD)) {
      try (Tracing tracing = Tracing.to(collector.url());
          Acme acme = acme(tracing, records)) {
        String came = "00-" + TRACE + "-" + PARENT + "-01";
        assertThat(get(acme, "/wiki/pages/a", "traceparent", came, "tracestate", "acme=1"))
            .isEqualTo(200);
        assertThat(get(acme, "/wiki/secret?q=hidden", "traceparent", came)).isEqualTo(403);
        assertThat(get(acme, "/wiki/pages/a", "tracestate", "acme=1")).isEqualTo(200);
        assertThat(get(acme, "/authz/ext/wiki/pages/a", "traceparent", came)).isEqualTo(200);
      }
      List<Span> spans = collector.spans();

      assertThat(spans).extracting(Span::getName).containsOnly("decide wiki").hasSize(4);
      assertThat(spans)
          .extracting(TracingTest::attributes)
          .containsExactly(
              Map.of("deputy.route", "wiki", "deputy.verdict", "allowed"),
              Map.of(
                  "deputy.route", "wiki",
                  "deputy.verdict", "denied",
                  "deputy.reason", "request_not_within_rights"),
              Map.of("deputy.route", "wiki", "deputy.verdict", "allowed"),
              Map.of("deputy.route", "wiki", "deputy.verdict", "allowed"));
      assertThat(List.of(spans.get(0), spans.get(1), spans.get(3)))
          .allSatisfy(
              span -> {
                assertThat(hex(span.getTraceId())).isEqualTo(TRACE);
                assertThat(hex(span.getParentSpanId())).isEqualTo(PARENT);
              });
      assertThat(forwarded.get(0))
          .containsEntry("traceparent", context(spans.get(0)))
          .containsEntry("tracestate", "acme=1");
      // A trace of its own, which a state of no trace does not belong to.
      assertThat(spans.get(2).getParentSpanId().isEmpty()).isTrue();
      assertThat(hex(spans.get(2).getTraceId())).isNotEqualTo(TRACE);
      assertThat(forwarded.get(1))
          .containsEntry("traceparent", context(spans.get(2)))
          .doesNotContainKey("tracestate");
      assertThat(recorded())
          .contains("\"trace\":\"" + TRACE, "\"trace\":\"" + hex(spans.get(2).getTraceId()));
    }
  }

  @Test
  void untracedWhatAMessageComesWithPasses() throws Exception {
    try (Records records = Records.open(home.resolve("records"), RecordLimits.STANDARD);
        Acme acme = acme(Tracing.OFF, records)) {
      String came = "00-" + TRACE + "-" + PARENT + "-00";
      assertThat(get(acme, "/wiki/pages/a", "traceparent", came, "tracestate", "acme=1"))
          .isEqualTo(200);
      assertThat(forwarded.get(0))
          .containsEntry("traceparent", came)
          .containsEntry("tracestate", "acme=1");
    }
  }

  /** One that takes connections and never answers, and one that is not there. */
  @Test
  void aCollectorThatIsSlowOrDownHoldsUpNothing() throws Exception {
    int more = 10_000;
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Records records = Records.open(home.resolve("records"), RecordLimits.STANDARD)) {
      for (int port : List.of(silent.getLocalPort(), 1)) {
        Tracing tracing = Tracing.to("http://localhost:" + port);
        try (Acme acme = acme(tracing, records)) {
          long start = System.nanoTime();
          for (int i = 0; i < more; i++) {
            tracing.begin("wiki", List.of(), List.of()).decided(REFUSED);
          }
          assertThat(get(acme, "/wiki/pages/a")).isEqualTo(200);
          tracing.close();
          assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
      }
    }
  }
}
