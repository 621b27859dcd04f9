package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.directory.Directory;
import java.time.Instant;
import java.util.Optional;

/** The agent that will hold the token, where an actor token identifies it. */
final class ActingParty {
  private ActingParty() {}

  /** Whom the actor token identifies, who must be the agent that is asked for, if one is. */
  static Optional<IdentifiedActor> identify(
      Actors actors,
      Optional<Credential> actorToken,
      Optional<String> requested,
      Directory directory,
      Instant now)
      throws Refusal {
    if (actorToken.isEmpty()) {
      return Optional.empty();
    }
    IdentifiedActor actor = actors.identify(actorToken.get(), directory, now);
    if (!requested.orElse(actor.agent()).equals(actor.agent())) {
      throw new Refusal(
          Reason.ACTOR_TOKEN_MISMATCH,
          "the actor token identifies \""
              + actor.agent()
              + "\", not the \"requested_actor\" \""
              + requested.get()
              + "\"");
    }
    return Optional.of(actor);
  }
}
