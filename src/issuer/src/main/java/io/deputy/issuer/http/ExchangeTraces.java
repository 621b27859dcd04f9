package io.deputy.issuer.http;

import io.deputy.Reason;
import io.deputy.issuer.ledger.HopRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * A span for each exchange, where there is a collector (OTLP over HTTP). It continues the trace
 * that the request came with, and says what came of it and nothing of who asked for what. A
 * collector can neither slow an exchange nor fail one.
 */
@Singleton
class ExchangeTraces {
  /** How long a collector may hold up the end of the process. */
  private static final long LAST_SPANS_SECONDS = 2;

  private final Optional<OpenTelemetrySdk> sdk;

  ExchangeTraces(@ConfigProperty(name = "otel.exporter.otlp.endpoint") Optional<String> collector) {
    this.sdk = collector.map(ExchangeTraces::to);
  }

  private static OpenTelemetrySdk to(String url) {
    Map<String, String> unlessSet =
        Map.of(
            "otel.exporter.otlp.endpoint", url,
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.service.name", "deputy-issuer");
    Map<String, String> whateverIsSet =
        Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> unlessSet)
        .addPropertiesCustomizer(settings -> whateverIsSet)
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk();
  }

  /** Begins the span of an exchange; one that is nowhere if nothing is traced. */
  Span begin(HttpServerRequest request) {
    return sdk.map(on -> begun(on, request)).orElseGet(Span::getInvalid);
  }

  private static Span begun(OpenTelemetrySdk sdk, HttpServerRequest request) {
    Context parent =
        W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), request, HttpServerRequest::getHeader);
    return sdk.getTracer("io.deputy.issuer")
        .spanBuilder("exchange")
        .setSpanKind(SpanKind.SERVER)
        .setParent(parent)
        .startSpan();
  }

  /** Where an exchange came from, on the trace that its span is on. */
  static HopRecord.Source source(HttpServerRequest request, Span span) {
    HopRecord.Source source = Sources.of(request);
    return span.getSpanContext().isValid()
        ? new HopRecord.Source(source.address(), span.getSpanContext().getTraceId())
        : source;
  }

  /** Ends the span of an exchange; without a reason it succeeded. */
  static void end(Span span, Optional<Reason> refused) {
    span.setAttribute("deputy.verdict", refused.isPresent() ? "refused" : "issued");
    refused.map(Reason::code).ifPresent(code -> span.setAttribute("deputy.reason", code));
    span.end();
  }

  @PreDestroy
  void stop() {
    sdk.ifPresent(on -> on.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS));
  }
}
