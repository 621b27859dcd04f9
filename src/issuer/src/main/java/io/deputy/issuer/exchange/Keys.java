package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.PublicJwk;
import java.util.Optional;

/** Which key of an agent a token is bound to. */
final class Keys {
  private Keys() {}

  /** The key asked for, if one was, which must be the agent's own. */
  static Optional<Thumbprint> of(Agent agent, Optional<Thumbprint> asked) throws Refusal {
    if (asked.isPresent() && agent.keys().withThumbprint(asked.get()).isEmpty()) {
      throw new Refusal(
          Reason.ACTOR_KEY_UNKNOWN,
          "\"" + asked.get() + "\" is not a registered key of \"" + agent.id() + "\"");
    }
    return asked;
  }

  /** The key that an agent is given tokens for unless another is asked for: its first. */
  static Thumbprint first(Agent agent) throws Refusal {
    return agent.keys().keys().stream()
        .findFirst()
        .map(PublicJwk::thumbprint)
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.ACTOR_KEY_UNKNOWN,
                    "\"" + agent.id() + "\" has no registered key that a token could be bound to"));
  }

  /** The key that {@code caller} holds its own tokens with: the one it proved, if it proved one. */
  static Thumbprint own(Caller caller) throws Refusal {
    Thumbprint proven = caller.key().thumbprint();
    return proven.isBearer() ? first(caller.agent()) : proven;
  }
}
