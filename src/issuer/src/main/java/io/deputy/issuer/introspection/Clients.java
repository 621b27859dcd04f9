package io.deputy.issuer.introspection;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.ClientProof;
import io.deputy.issuer.ledger.OneTimeToken;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Port: which agent or gateway is calling. */
public interface Clients {
  /**
   * The agent or gateway of {@code directory} that {@code proof} proves, in the one way that it is
   * registered for.
   *
   * @throws Refusal why it is none: one of the reasons of {@code invalid_client}
   */
  Client identify(ClientProof proof, Directory directory, Instant now) throws Refusal;

  /**
   * An agent or gateway that has authenticated.
   *
   * @param id its id; no agent and no gateway have the same
   * @param assertion what it proved it with, to be used up; none where TLS or a secret did
   */
  record Client(String id, Optional<OneTimeToken> assertion) {
    public Client {
      Objects.requireNonNull(id);
      Objects.requireNonNull(assertion);
    }
  }
}
