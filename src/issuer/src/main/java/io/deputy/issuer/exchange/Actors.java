package io.deputy.issuer.exchange;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import java.time.Instant;

/** Port: whom an actor token identifies (RFC 8693, section 2.1). */
public interface Actors {
  /**
   * The agent of {@code directory} that {@code actorToken} identifies; never what a delegation
   * token says.
   */
  IdentifiedActor identify(Credential actorToken, Directory directory, Instant now) throws Refusal;
}
