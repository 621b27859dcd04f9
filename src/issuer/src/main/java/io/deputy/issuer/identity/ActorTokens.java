package io.deputy.issuer.identity;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TokenText;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.PublicJwk;
import io.deputy.issuer.exchange.Actors;
import io.deputy.issuer.exchange.Credential;
import io.deputy.issuer.exchange.IdentifiedActor;
import io.deputy.issuer.ledger.OneTimeToken;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Actor tokens: identities, never delegations. Either a JWT that the agent signs with a registered
 * key, whose type is {@value #TYPE}, so that whoever it is given to cannot authenticate with it; or
 * a SPIFFE JWT-SVID.
 */
public final class ActorTokens implements Actors {
  /** RFC 8725, section 3.11: no other kind of JWT will do, and this will do for nothing else. */
  static final String TYPE = "actor-token+jwt";

  private final Set<String> audiences;
  private final JwtSvids svids;

  /**
   * @param audiences what an actor token may be addressed to: this issuer, or its token endpoint
   */
  public ActorTokens(Set<String> audiences) {
    this.audiences = Set.copyOf(audiences);
    this.svids = new JwtSvids(audiences);
  }

  @Override
  public IdentifiedActor identify(Credential actorToken, Directory directory, Instant now)
      throws Refusal {
    refuseDelegation(actorToken.expose());
    try {
      UnverifiedJwt jwt = UnverifiedJwt.read(actorToken.expose(), Set.of(TYPE, "jwt", "jose"));
      IdentifiedActor actor =
          jwt.type().equals(Optional.of(TYPE))
              ? asserted(jwt, directory, now)
              : svids.identify(jwt, directory, now);
      requireNobodyElses(actor, directory);
      return actor;
    } catch (JwtInvalid e) {
      throw new Refusal(
          Reason.ACTOR_TOKEN_INVALID, "the actor token is refused: " + e.getMessage());
    }
  }

  /** What is a delegation token is refused for that, whatever its type says. */
  private static void refuseDelegation(String text) throws Refusal {
    try {
      Bytes token = TokenText.read(text);
      UnverifiedChain.read(token);
    } catch (Refusal e) {
      return;
    }
    throw new Refusal(
        Reason.ACTOR_TOKEN_IS_DELEGATION,
        "an actor token says who somebody is; a delegation token says what somebody may do");
  }

  private IdentifiedActor asserted(UnverifiedJwt jwt, Directory directory, Instant now)
      throws JwtInvalid {
    Claims claims = jwt.unverifiedClaims();
    String id = claims.requireText("sub");
    Optional<Agent> agent = directory.agent(id);
    if (agent.isEmpty() || !claims.requireText("iss").equals(id)) {
      throw Claims.malformed("iss", "its sub, and a registered agent");
    }
    PublicJwk key = jwt.verify(agent.get().keys());
    OneTimeToken used =
        SingleUse.require(
            OneTimeToken.Kind.ACTOR_TOKEN, id, claims, audiences, AssertedCallers.MAX_AHEAD, now);
    Thumbprint proved = Confirmation.of(claims).orElse(key.thumbprint());
    return new IdentifiedActor(id, Optional.of(proved), Optional.of(used));
  }

  /** Whoever proves a registered key is its agent; no other token says that it holds it. */
  private static void requireNobodyElses(IdentifiedActor actor, Directory directory)
      throws JwtInvalid {
    Optional<Thumbprint> key = actor.key();
    if (key.isPresent()
        && directory.agents().values().stream()
            .filter(a -> !a.id().equals(actor.agent()))
            .anyMatch(a -> a.keys().withThumbprint(key.get()).isPresent())) {
      throw Claims.malformed("cnf", "a key that is free: another agent has it");
    }
  }
}
