package io.deputy.issuer.webhook;

import io.deputy.Bytes;
import java.util.Optional;

/** Port: who is told. */
public interface Receiver {
  /**
   * Tells one event, and waits for the answer.
   *
   * @param id of the event, the same each time it is told
   * @param body a CloudEvent as JSON
   * @return why the receiver does not have it; none if it does
   */
  Optional<String> tell(String id, Bytes body) throws InterruptedException;
}
