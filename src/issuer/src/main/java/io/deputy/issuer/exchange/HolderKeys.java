package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.PublicJwk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which key a new token is bound to. The one rule: a registered key of its holder, or a key that
 * this very request proves to be its holder's. {@code req_cnf} picks among them; without it, it is
 * the first of these that there is: the key of the DPoP proof, if the holder is calling itself; the
 * key that the actor token proves; the key that the holder authenticated with, if it is calling
 * itself; its first registered key.
 */
final class HolderKeys {
  private HolderKeys() {}

  /**
   * The key.
   *
   * @param holder who will hold the token
   * @param actor what the actor token says, if there is one
   * @param proven what the request proves about the caller
   * @param asked the key that is asked for; {@link Thumbprint#BEARER} for none
   * @param delegator whose registration says whether there may be none
   */
  static Thumbprint of(
      Agent holder,
      Optional<IdentifiedActor> actor,
      Proven proven,
      Optional<Thumbprint> asked,
      Agent delegator)
      throws Refusal {
    List<Thumbprint> proved = new ArrayList<>();
    boolean calling = holder.id().equals(proven.agent().id());
    if (calling) {
      proven.proof().map(KeyProof::key).ifPresent(proved::add);
    }
    actor.flatMap(IdentifiedActor::key).ifPresent(proved::add);
    if (calling) {
      proved.addAll(proven.keys());
    }
    if (asked.isEmpty()) {
      return proved.isEmpty() ? first(holder) : proved.get(0);
    }
    Thumbprint key = asked.get();
    if (key.isBearer()) {
      requireBearerAllowed(delegator);
    } else if (!proved.contains(key) && holder.keys().withThumbprint(key).isEmpty()) {
      throw new Refusal(
          Reason.ACTOR_KEY_UNKNOWN,
          "\"" + key + "\" is not a registered key of \"" + holder.id() + "\", nor proved here");
    }
    return key;
  }

  private static Thumbprint first(Agent holder) throws Refusal {
    return holder.keys().keys().stream()
        .findFirst()
        .map(PublicJwk::thumbprint)
        .orElseThrow(
            () ->
                new Refusal(
                    Reason.ACTOR_KEY_UNKNOWN,
                    "\""
                        + holder.id()
                        + "\" has no registered key that a token could be bound to; have it prove"
                        + " one with an actor token or a consent"));
  }

  /** Refuses a token that is bound to no key, unless whoever hands it on may hand on such. */
  static void requireBearerAllowed(Agent delegator) throws Refusal {
    if (!delegator.bearer()) {
      throw new Refusal(
          Reason.BEARER_NOT_ALLOWED,
          "\""
              + delegator.id()
              + "\" may not hand on tokens that any bearer can use; leave out req_cnf=bearer");
    }
  }
}
