package io.deputy.issuer.exchange;

import io.deputy.Refusal;
import java.time.Instant;

/** Port: who is calling. */
public interface Callers {
  /** The agent that {@code assertion} proves, and the key that it proves with it. */
  Caller authenticate(ClientAssertion assertion, Instant now) throws Refusal;
}
