package io.deputy.gateway.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Continues the traces that messages come with (W3C Trace Context), or begins them. Spans go to a
 * collector from a thread of their own; what it does not take in time is dropped, so it can neither
 * slow a request nor fail one. Safe for any number of threads.
 */
public final class Tracing implements AutoCloseable {
  /** Traces nothing, and lets what messages come with pass. */
  public static final Tracing OFF = new Tracing(Optional.empty());

  private static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";

  /** How long a collector may hold up the end of the process. */
  private static final long LAST_SPANS_SECONDS = 2;

  private final Optional<OpenTelemetrySdk> sdk;
  private final Optional<Tracer> tracer;

  private Tracing(Optional<OpenTelemetrySdk> sdk) {
    this.sdk = sdk;
    this.tracer = sdk.map(s -> s.getTracer("io.deputy.gateway"));
  }

  /**
   * Sends spans to a collector over HTTP (OTLP). The standard settings of OpenTelemetry hold for
   * the rest: headers, certificates, which traces are sampled.
   *
   * @param url its base, as in {@code OTEL_EXPORTER_OTLP_ENDPOINT}
   */
  public static Tracing to(String url) {
    Map<String, String> unlessSet =
        Map.of(
            "otel.exporter.otlp.endpoint", url,
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.service.name", "deputy-gateway");
    Map<String, String> whateverIsSet =
        Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");
    return new Tracing(
        Optional.of(
            AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> unlessSet)
                .addPropertiesCustomizer(settings -> whateverIsSet)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk()));
  }

  /**
   * Begins the span of a message.
   *
   * @param route the route that it came by
   * @param traceParent all headers of that name that it came with
   * @param traceState the same
   */
  public Traced begin(String route, List<String> traceParent, List<String> traceState) {
    if (tracer.isEmpty()) {
      return Traced.NOT;
    }
    Map<String, String> came = new HashMap<>();
    if (traceParent.size() == 1) {
      came.put(PARENT, traceParent.get(0));
    }
    if (!traceState.isEmpty()) {
      came.put(STATE, String.join(",", traceState));
    }
    W3CTraceContextPropagator propagator = W3CTraceContextPropagator.getInstance();
    Context parent = propagator.extract(Context.root(), came, Map::get);
    Span span =
        tracer
            .get()
            .spanBuilder("decide " + route)
            .setParent(parent)
            .setAttribute(Traced.ROUTE, route)
            .startSpan();
    Map<String, String> headers = new HashMap<>();
    propagator.inject(parent.with(span), headers, Map::put);
    return new Traced(span, headers);
  }

  /** Sends the last spans, as far as the collector takes them soon. */
  @Override
  public void close() {
    sdk.ifPresent(s -> s.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS));
  }
}
