package io.deputy.gateway.trust;

import io.deputy.Refusal;
import java.time.Instant;

/** Where the gate gets what is trusted now. */
public interface TrustSource {
  /**
   * What is trusted at {@code now}. Asked for every decision, so it must be quick.
   *
   * @throws Refusal {@code bundle_missing} if there has been none yet, {@code bundle_stale} if the
   *     newest is older than it says it may be
   */
  Trust fresh(Instant now) throws Refusal;
}
