package io.deputy.gateway.gate;

import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.gateway.routes.Route;
import java.util.List;

/** What a message of one protocol asks for. */
@FunctionalInterface
public interface Translator {
  /**
   * The requests that must all be allowed for the message to pass; at least one.
   *
   * @param route where the message came by; of this translator's kind
   * @throws Refusal if the message does not mean exactly one thing, or it cannot be known: {@code
   *     body_unseen} without the body that the protocol needs
   */
  List<Request> requests(Route route, Message message) throws Refusal;
}
