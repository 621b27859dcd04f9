package io.deputy.issuer.ledger;

import java.time.Instant;
import java.util.Objects;

/**
 * A client assertion that was used; each counts once (RFC 7523, section 3, item 7).
 *
 * @param agent who signed it
 * @param id its {@code jti}
 * @param expiresAt when nobody could use it any more
 */
public record UsedAssertion(String agent, String id, Instant expiresAt) {
  public UsedAssertion {
    Objects.requireNonNull(agent);
    Objects.requireNonNull(id);
    Objects.requireNonNull(expiresAt);
  }
}
