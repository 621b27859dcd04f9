package io.deputy.issuer.introspection;

import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.exchange.ClientAssertion;
import io.deputy.issuer.ledger.OneTimeToken;
import java.time.Instant;
import java.util.Objects;

/** Port: which agent or gateway is calling. */
public interface Clients {
  /**
   * The agent or gateway of {@code directory} that {@code assertion} proves.
   *
   * @throws Refusal {@code client_assertion_invalid}, {@code client_unknown} or {@code
   *     client_disabled}
   */
  Client identify(ClientAssertion assertion, Directory directory, Instant now) throws Refusal;

  /**
   * An agent or gateway that has authenticated.
   *
   * @param id its id; no agent and no gateway have the same
   * @param assertion what it proved it with, to be used up
   */
  record Client(String id, OneTimeToken assertion) {
    public Client {
      Objects.requireNonNull(id);
      Objects.requireNonNull(assertion);
    }
  }
}
