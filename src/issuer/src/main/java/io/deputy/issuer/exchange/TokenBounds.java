package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.Holder;
import io.deputy.chain.Hop;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TokenText;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.KnownUser;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.ledger.OnRecord;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The bounds of a next hop: a delegation token is extended. */
final class TokenBounds {
  private final IssuerKeys keys;
  private final Ledger ledger;
  private final Actors actors;
  private final Delegations delegations;

  TokenBounds(IssuerKeys keys, Ledger ledger, Actors actors, Consents consents) {
    this.keys = Objects.requireNonNull(keys);
    this.ledger = Objects.requireNonNull(ledger);
    this.actors = Objects.requireNonNull(actors);
    this.delegations = new Delegations(consents);
  }

  Bounds of(ExchangeRequest request, Proven proven, Directory directory, Instant now)
      throws Refusal {
    VerifiedChain parent =
        keys.verifier(now).verify(TokenText.read(request.subjectToken().expose()));
    Delegation delegation = delegations.of(request, parent.last(), proven, directory, now);
    Verifier.requireInTime(parent.hops(), now);
    if (parent.biscuit().content().isSealed()) {
      throw new Refusal(
          Reason.TOKEN_SEALED, "the token is sealed, so it cannot be delegated further");
    }
    requireEnabled(parent.hops(), directory);
    Optional<IdentifiedActor> identified =
        ActingParty.identify(
            actors, request.actorToken(), asked(request, delegation), directory, now);
    Agent delegator = delegation.delegator();
    Agent actor =
        actor(
            identified.map(IdentifiedActor::agent).orElse(delegation.actor()),
            delegator,
            directory);
    Thumbprint key = HolderKeys.of(actor, identified, proven, delegation.key(), delegator);
    KnownUser user = OnRecord.require(parent, ledger);
    Rights rights = parent.rights();
    return new Bounds(
        Optional.of(parent),
        delegator,
        user,
        Optional.empty(),
        actor,
        new Holder(actor.id(), key),
        parent.last().expiresAt(),
        parent.last().maxDepth(),
        rights,
        Ceilings.next(rights, delegation.consent().map(Consent::rights), user, actor, directory),
        used(identified, delegation.consent()),
        delegation.consent().map(Consent::evidence));
  }

  /** Whom an actor token must identify: who is asked for, or who asks with a consent. */
  private static Optional<String> asked(ExchangeRequest request, Delegation delegation) {
    return delegation.consent().isPresent() ? Optional.of(delegation.actor()) : request.actor();
  }

  private static List<OneTimeToken> used(
      Optional<IdentifiedActor> identified, Optional<Consent> consent) {
    List<OneTimeToken> used = new ArrayList<>();
    identified.flatMap(IdentifiedActor::used).ifPresent(used::add);
    consent.map(Consent::used).ifPresent(used::add);
    return used;
  }

  /** Refuses a chain that an agent holds, or held, who may do nothing any more. */
  static void requireEnabled(List<Hop> hops, Directory directory) throws Refusal {
    Optional<String> disabled = directory.firstDisabled(hops);
    if (disabled.isPresent()) {
      throw new Refusal(
          Reason.CHAIN_ACTOR_DISABLED,
          "agent \""
              + disabled.get()
              + "\" of this chain is not enabled any more; start a new chain");
    }
  }

  /** The agent that is delegated to, if it may be. */
  static Agent actor(String id, Agent delegator, Directory directory) throws Refusal {
    Agent actor =
        directory
            .agent(id)
            .orElseThrow(
                () -> new Refusal(Reason.ACTOR_UNKNOWN, "no agent \"" + id + "\" is registered"));
    if (actor.disabled()) {
      throw new Refusal(Reason.ACTOR_DISABLED, "the agent \"" + id + "\" is disabled");
    }
    if (!delegator.mayDelegateTo(id)) {
      throw new Refusal(
          Reason.ACTOR_NOT_ALLOWED,
          "\"" + delegator.id() + "\" may not delegate to \"" + id + "\"");
    }
    return actor;
  }
}
