package io.deputy.gateway.app;

import io.deputy.capability.Pointer;
import io.deputy.gateway.gate.Recorder;
import io.deputy.gateway.record.Delivery;
import io.deputy.gateway.record.GateRecorder;
import io.deputy.gateway.record.GatewayKey;
import io.deputy.gateway.record.HttpDecisionsEndpoint;
import io.deputy.gateway.record.RecordLimits;
import io.deputy.gateway.record.Records;
import io.deputy.gateway.trust.HeldTrust;
import io.deputy.verify.Redaction;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The record of this process: on disk, and on its way to the issuer. */
final class Recording implements AutoCloseable {
  /** Hides all arguments, their names too: where nobody knows which there are. */
  private static final String EVERYTHING = "*";

  private final Recorder recorder;
  private final List<AutoCloseable> parts;

  private Recording(Recorder recorder, List<AutoCloseable> parts) {
    this.recorder = recorder;
    this.parts = parts;
  }

  static Recording start(Settings settings, HeldTrust trust, MeterRegistry registry)
      throws IOException {
    if (settings.key().isEmpty()) {
      if (!settings.unrecorded()) {
        throw new IOException(
            "set deputy.gateway.key, so that decisions are recorded; or deputy.gateway.unrecorded");
      }
      return new Recording(Recorder.NONE, List.of());
    }
    GatewayKey key = GatewayKey.read(settings.key().get());
    Records records = Records.open(settings.home().resolve("records"), RecordLimits.STANDARD);
    String issuer = settings.issuerUrl().orElse(settings.issuer());
    Delivery delivery =
        Delivery.start(
            records,
            settings.id(),
            key,
            new HttpDecisionsEndpoint(HttpClient.newHttpClient(), URI.create(issuer)));
    measure(registry, records, delivery);
    return new Recording(
        new GateRecorder(records, redaction(settings.redact().orElse(List.of())), trust),
        List.of(delivery, records));
  }

  /** What tells whether the disk and the issuer keep up. */
  private static void measure(MeterRegistry registry, Records records, Delivery delivery) {
    counter(registry, "deputy.records.kept", records, Records::recorded);
    counter(registry, "deputy.records.not.kept", records, Records::notRecorded);
    gauge(registry, "deputy.records.waiting", records, Records::waiting);
    gauge(registry, "deputy.records.spool.bytes", records, Records::spoolBytes);
    counter(registry, "deputy.records.delivered", delivery, Delivery::delivered);
    counter(registry, "deputy.records.delivery.failures", delivery, Delivery::failures);
    counter(registry, "deputy.records.lost", delivery, Delivery::lost);
    gauge(registry, "deputy.records.undelivered", delivery, Delivery::undelivered);
  }

  private static <T> void counter(
      MeterRegistry registry, String name, T of, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, of, value).register(registry);
  }

  private static <T> void gauge(
      MeterRegistry registry, String name, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).register(registry);
  }

  /**
   * What is left out of the record.
   *
   * @param places JSON Pointers, or {@value #EVERYTHING}
   */
  static Redaction redaction(List<String> places) {
    return places.contains(EVERYTHING)
        ? Redaction.EVERYTHING
        : Redaction.of(places.stream().map(Pointer::new).collect(Collectors.toSet()));
  }

  Recorder recorder() {
    return recorder;
  }

  @Override
  public void close() throws IOException {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
