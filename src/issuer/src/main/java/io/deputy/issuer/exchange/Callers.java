package io.deputy.issuer.exchange;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import java.time.Instant;

/** Port: who is calling. */
public interface Callers {
  /**
   * The agent of {@code directory} that {@code assertion} proves, and the key it proves with it.
   */
  Caller authenticate(ClientAssertion assertion, Directory directory, Instant now) throws Refusal;
}
