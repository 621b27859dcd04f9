package io.deputy.gateway.gate;

import io.deputy.Refusal;
import io.deputy.gateway.routes.Route;
import java.util.Optional;

/**
 * What a message of one protocol asks for, when it is decided here and passed on by somebody else:
 * so neither can the message be changed, nor the answer filtered, nor is it seen whose task or
 * session an answer opens. What needs one of these is refused.
 */
@FunctionalInterface
public interface Translator {
  /**
   * Everything that must be allowed for the message to pass.
   *
   * @param route where the message came by; of this translator's kind
   * @throws Refusal if the message does not mean exactly one thing, or it cannot be known: {@code
   *     body_unseen} without the body that the protocol needs
   */
  Asked asked(Route route, Message message, Optional<String> traceParent) throws Refusal;
}
