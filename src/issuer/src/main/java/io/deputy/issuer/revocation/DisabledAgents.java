package io.deputy.issuer.revocation;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.verify.Revocation;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/**
 * Revokes what disabled agents hold, so that gateways learn of it, and so that it stays dead when
 * an agent is enabled again.
 */
public final class DisabledAgents {
  private final Clock clock;
  private final RevocationLog log;

  /** Wires the ports. */
  public DisabledAgents(Clock clock, RevocationLog log) {
    this.clock = Objects.requireNonNull(clock);
    this.log = Objects.requireNonNull(log);
  }

  /**
   * Revokes for this version of the directory; what is revoked already is not recorded again.
   *
   * @param issuer the name of this service
   * @throws Refusal {@code record_unavailable}
   */
  public void revoke(Directory directory, String issuer, HopRecord.Source source) throws Refusal {
    for (Agent agent : directory.agents().values()) {
      if (agent.disabled()) {
        log.record(
            new Revocation.OfAgent(agent.id(), clock.instant()),
            new Revoker.ByIssuer(issuer),
            Optional.of("disabled in directory " + directory.digest()),
            source);
      }
    }
  }
}
