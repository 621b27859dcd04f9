package io.deputy.gateway.app;

import io.deputy.Refusal;
import io.deputy.chain.TrustedKeys;
import io.deputy.gateway.gate.CentralPolicy;
import io.deputy.gateway.gate.Gate;
import io.deputy.gateway.holder.HolderProofs;
import io.deputy.gateway.holder.Nonces;
import io.deputy.gateway.holder.UsedProofs;
import io.deputy.gateway.policy.DecisionPoint;
import io.deputy.gateway.policy.Outcome;
import io.deputy.gateway.policy.PolicySettings;
import io.deputy.gateway.routes.HotRoutes;
import io.deputy.gateway.routes.RoutesInvalid;
import io.deputy.gateway.trace.Tracing;
import io.deputy.gateway.trust.BundleFeed;
import io.deputy.gateway.trust.HeldTrust;
import io.deputy.gateway.trust.TrustFile;
import io.deputy.json.Jwks;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the parts together. */
@Dependent
class Wiring {
  /** Of a decision point: callers wait for it. */
  private static final Duration DEADLINE = Duration.ofMillis(500);

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  HeldTrust trust(Settings settings, Clock clock) throws IOException, Refusal {
    TrustedKeys pinned = Jwks.read(Files.readString(settings.bundleKeys()));
    TrustFile file = TrustFile.in(settings.home().resolve("trust"));
    return HeldTrust.load(settings.issuer(), pinned, file, clock, System::nanoTime);
  }

  @Produces
  @Singleton
  BundleFeed feed(Settings settings, HeldTrust held) {
    BundleFeed feed = new BundleFeed(settings.issuerUrl().orElse(settings.issuer()), held);
    feed.start();
    return feed;
  }

  void stop(@Disposes BundleFeed feed) {
    feed.close();
  }

  @Produces
  @Singleton
  HotRoutes routes(Settings settings) throws RoutesInvalid {
    return new HotRoutes(Settings.routesFile(settings), Settings.secretsFolder(settings));
  }

  @Produces
  @Singleton
  Nonces nonces(Clock clock) {
    return new Nonces(clock);
  }

  @Produces
  @Singleton
  Recording recording(Settings settings, HeldTrust trust, MeterRegistry registry)
      throws IOException {
    return Recording.start(settings, trust, registry);
  }

  void stop(@Disposes Recording recording) throws IOException {
    recording.close();
  }

  @Produces
  @Singleton
  CentralPolicy policy(Settings settings, Vertx vertx, Clock clock, MeterRegistry registry)
      throws IOException {
    if (settings.policy().isEmpty()) {
      return CentralPolicy.NONE;
    }
    Settings.Policy set = settings.policy().get();
    Optional<String> token =
        set.token().isEmpty()
            ? Optional.empty()
            : Optional.of(Files.readString(set.token().get()).strip());
    return new DecisionPoint(
        vertx,
        new PolicySettings(set.protocol(), set.url(), set.deadline().orElse(DEADLINE), token),
        settings.id(),
        clock,
        outcome -> registry.counter("deputy.policy", "outcome", tag(outcome)).increment());
  }

  void stop(@Disposes CentralPolicy policy) {
    if (policy instanceof DecisionPoint point) {
      point.close();
    }
  }

  private static String tag(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  @Produces
  @Singleton
  Tracing tracing(
      @ConfigProperty(name = "otel.exporter.otlp.endpoint") Optional<String> collector) {
    return collector.map(Tracing::to).orElse(Tracing.OFF);
  }

  void stop(@Disposes Tracing tracing) {
    tracing.close();
  }

  @Produces
  @Singleton
  Gate gate(
      Settings settings,
      HeldTrust trust,
      Nonces nonces,
      CentralPolicy policy,
      Recording recording,
      Clock clock,
      MeterRegistry registry) {
    return new Gate(
        settings.id(),
        trust,
        new HolderProofs(nonces, new UsedProofs(clock)),
        policy,
        recording.recorder(),
        clock,
        (route, reason) ->
            registry
                .counter(
                    "deputy.decisions",
                    "route",
                    route,
                    "reason",
                    reason.map(io.deputy.Reason::code).orElse("allowed"))
                .increment());
  }

  @Produces
  @Singleton
  Assembly assembly(
      Settings settings, Vertx vertx, HotRoutes routes, Gate gate, Nonces nonces, Tracing tracing) {
    return new Assembly(
        vertx,
        settings.url(),
        settings.issuer(),
        routes,
        gate,
        nonces,
        tracing,
        settings.mcpDenialCode());
  }
}
