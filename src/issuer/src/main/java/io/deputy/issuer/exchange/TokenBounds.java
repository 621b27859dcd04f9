package io.deputy.issuer.exchange;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.SignedBlock;
import io.deputy.capability.Rights;
import io.deputy.chain.Holder;
import io.deputy.chain.Hop;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TokenText;
import io.deputy.chain.VerifiedChain;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.KnownUser;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.ledger.RecordedHop;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The bounds of a next hop: the caller's own delegation token is extended. */
final class TokenBounds {
  private final Verifier verifier;
  private final Ledger ledger;

  TokenBounds(Verifier verifier, Ledger ledger) {
    this.verifier = Objects.requireNonNull(verifier);
    this.ledger = Objects.requireNonNull(ledger);
  }

  Bounds of(ExchangeRequest request, Caller caller, Directory directory, Instant now)
      throws Refusal {
    VerifiedChain parent = verifier.verify(TokenText.read(request.subjectToken().expose()));
    requireHolder(parent.last(), caller);
    Verifier.requireInTime(parent.hops(), now);
    if (parent.biscuit().content().isSealed()) {
      throw new Refusal(
          Reason.TOKEN_SEALED, "the token is sealed, so it cannot be delegated further");
    }
    requireEnabled(parent.hops(), directory);
    Agent actor = actor(request, caller.agent(), directory);
    Holder holder = new Holder(actor.id(), key(request, actor, caller));
    KnownUser user = recordedUser(parent);
    Rights rights = parent.rights();
    return new Bounds(
        Optional.of(parent),
        user,
        actor,
        holder,
        parent.last().expiresAt(),
        parent.last().maxDepth(),
        rights,
        List.of(
            new Ceiling(Ceiling.Kind.PARENT, rights),
            new Ceiling(Ceiling.Kind.AGENT, actor.ceiling()),
            new Ceiling(Ceiling.Kind.USER, directory.rightsOf(user))));
  }

  /** The splice check: the caller is who the last hop names, and proves the key it names. */
  private static void requireHolder(Hop last, Caller caller) throws Refusal {
    if (!last.holder().agent().equals(caller.agent().id())) {
      throw new Refusal(
          Reason.CALLER_NOT_HOLDER,
          "the subject token is held by another agent than \"" + caller.agent().id() + "\"");
    }
    Verifier.requireHolder(last, caller.key());
  }

  private static void requireEnabled(List<Hop> hops, Directory directory) throws Refusal {
    for (Hop hop : hops) {
      String id = hop.holder().agent();
      if (directory.agent(id).filter(a -> !a.disabled()).isEmpty()) {
        throw new Refusal(
            Reason.CHAIN_ACTOR_DISABLED,
            "agent \"" + id + "\" of this chain is not enabled any more; start a new chain");
      }
    }
  }

  private static Agent actor(ExchangeRequest request, Agent caller, Directory directory)
      throws Refusal {
    String id = request.actor().orElse(caller.id());
    Agent actor =
        directory
            .agent(id)
            .orElseThrow(
                () -> new Refusal(Reason.ACTOR_UNKNOWN, "no agent \"" + id + "\" is registered"));
    if (actor.disabled()) {
      throw new Refusal(Reason.ACTOR_DISABLED, "the agent \"" + id + "\" is disabled");
    }
    if (!caller.mayDelegateTo(id)) {
      throw new Refusal(
          Reason.ACTOR_NOT_ALLOWED, "\"" + caller.id() + "\" may not delegate to \"" + id + "\"");
    }
    return actor;
  }

  private static Thumbprint key(ExchangeRequest request, Agent actor, Caller caller)
      throws Refusal {
    Thumbprint unlessAsked =
        actor.id().equals(caller.agent().id()) ? caller.key().thumbprint() : Keys.first(actor);
    return Keys.of(actor, request.actorKey()).orElse(unlessAsked);
  }

  /**
   * The user as the record has her, once the token's blocks up to its last hop are byte for byte
   * those of the record: whoever holds a parent's secret can sign an attested hop again, and such a
   * copy would have another revocation id.
   */
  private KnownUser recordedUser(VerifiedChain parent) throws Refusal {
    List<RecordedHop> rows = ledger.read(parent.hops().stream().map(Hop::id).toList());
    List<Bytes> recorded = rows.stream().flatMap(r -> r.blocks().stream()).toList();
    List<Bytes> presented =
        parent.biscuit().content().blocks().subList(0, parent.last().block() + 1).stream()
            .map(SignedBlock::encoded)
            .toList();
    boolean whole =
        rows.size() == parent.hops().size()
            && rows.stream().allMatch(r -> r.chain().equals(parent.id()));
    if (!whole || !recorded.equals(presented)) {
      throw new Refusal(
          Reason.TOKEN_RESIGNED,
          "the subject token is not the one that was issued; ask its source");
    }
    return rows.get(0).user();
  }
}
