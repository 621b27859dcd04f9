package io.deputy.issuer.exchange;

import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.Agent;
import java.time.Instant;

/** Port: what the holder of a token has signed for a sub-agent that asks for itself. */
public interface Consents {
  /**
   * Verifies that {@code holder} signed {@code consent}.
   *
   * @param bound the key that the holder's token is bound to, which must have signed; any of the
   *     holder's registered keys if the token is not bound
   */
  Consent verify(Credential consent, Agent holder, Thumbprint bound, Instant now) throws Refusal;
}
