package io.deputy.issuer.app;

import io.deputy.issuer.keys.IssuerKeys;
import java.time.Clock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means able to sign, as far as the key folder says. */
@Readiness
class KeysReadiness implements HealthCheck {
  private final IssuerKeys keys;
  private final Clock clock;

  KeysReadiness(IssuerKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("keys").status(keys.isUsable(clock.instant())).build();
  }
}
