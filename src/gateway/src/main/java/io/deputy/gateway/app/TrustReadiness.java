package io.deputy.gateway.app;

import io.deputy.Refusal;
import io.deputy.gateway.trust.HeldTrust;
import io.deputy.verify.Trust;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while what is trusted is fresh: otherwise every request is refused. */
@Readiness
@ApplicationScoped
class TrustReadiness implements HealthCheck {
  private final HeldTrust held;
  private final Clock clock;

  TrustReadiness(HeldTrust held, Clock clock) {
    this.held = held;
    this.clock = clock;
  }

  @Override
  public HealthCheckResponse call() {
    Trust trust = held.get();
    var response =
        HealthCheckResponse.named("trust bundle")
            .withData("cursor", trust.cursor())
            .withData("issued_at", trust.issuedAt().map(Object::toString).orElse("never"));
    try {
      trust.requireFresh(clock.instant());
      return response.up().build();
    } catch (Refusal refusal) {
      return response.down().withData("reason", refusal.reason().code()).build();
    }
  }
}
