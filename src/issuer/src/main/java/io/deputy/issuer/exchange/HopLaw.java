package io.deputy.issuer.exchange;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Certificate;
import io.deputy.capability.Containment;
import io.deputy.capability.Rights;
import io.deputy.chain.Holder;
import io.deputy.chain.Hop;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.KnownUser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What the exchange demands of every hop, for whoever decides a recorded one again: the same
 * ceilings and limits, by the same code. What only the request showed is not decided here: who was
 * calling, and with which key.
 */
public final class HopLaw {
  private final Minted hop;
  private final Directory directory;
  private final Agent actor;
  private final Agent delegator;
  private final List<Ceiling> ceilings;

  private HopLaw(Minted hop, Directory directory, Agent actor, Agent delegator) {
    this.hop = hop;
    this.directory = directory;
    this.actor = actor;
    this.delegator = delegator;
    this.ceilings =
        hop.parent().isEmpty()
            ? Ceilings.first(hop.userToken(), hop.user(), actor, directory)
            : Ceilings.next(
                hop.parent().get().rights(), hop.consent(), hop.user(), actor, directory);
  }

  /**
   * A hop that was minted.
   *
   * @param parent the one that it extends; none at the first
   * @param delegator the agent that delegated
   * @param user whose authority it carries, as her token described her
   * @param hop what its block says
   * @param granted its rights
   * @param userToken what the user's own token allowed, if that was asked
   * @param consent what the parent's holder consented to, if the new holder asked for itself
   * @param purpose what it was for, if that was named
   */
  public record Minted(
      Optional<Parent> parent,
      String delegator,
      KnownUser user,
      Hop hop,
      Rights granted,
      Optional<Rights> userToken,
      Optional<Rights> consent,
      Optional<String> purpose) {
    public Minted {
      Objects.requireNonNull(parent);
      Objects.requireNonNull(delegator);
      Objects.requireNonNull(user);
      Objects.requireNonNull(hop);
      Objects.requireNonNull(granted);
      Objects.requireNonNull(userToken);
      Objects.requireNonNull(consent);
      Objects.requireNonNull(purpose);
    }
  }

  /**
   * What a hop extends.
   *
   * @param hops every hop up to it
   * @param rights what they leave
   */
  public record Parent(List<Hop> hops, Rights rights) {
    public Parent {
      hops = List.copyOf(hops);
      Objects.requireNonNull(rights);
    }

    Hop last() {
      return hops.get(hops.size() - 1);
    }
  }

  /**
   * The law for a hop, as a version of the directory makes it.
   *
   * @throws Refusal why the exchange would not have delegated to its holder at all
   */
  public static HopLaw of(Minted hop, Directory directory) throws Refusal {
    Agent delegator =
        directory
            .enabledAgent(hop.delegator())
            .orElseThrow(
                () ->
                    new Refusal(
                        Reason.CHAIN_ACTOR_DISABLED,
                        "the delegator \"" + hop.delegator() + "\" is not enabled"));
    if (hop.parent().isPresent()) {
      TokenBounds.requireEnabled(hop.parent().get().hops(), directory);
    } else if (!hop.hop().holder().agent().equals(delegator.id())) {
      throw new Refusal(
          Reason.ACTOR_NOT_ALLOWED, "a first hop is held by the agent that asked for it");
    }
    Agent actor = TokenBounds.actor(hop.hop().holder().agent(), delegator, directory);
    return new HopLaw(hop, directory, actor, delegator);
  }

  /** What the rights must lie within, by the words that certificates have. */
  public Map<String, Rights> ceilings() {
    Map<String, Rights> byWord = new LinkedHashMap<>();
    ceilings.forEach(c -> byWord.put(c.kind().word(), c.rights()));
    return byWord;
  }

  /** Whether the holder is bound to a key that is registered for it. */
  public boolean isBoundToRegisteredKey() {
    return actor.keys().withThumbprint(hop.hop().holder().key()).isPresent();
  }

  /** Everything that the exchange would not have granted, in words; empty if it is lawful. */
  public List<Breach> breaches() {
    List<Breach> breaches = new ArrayList<>();
    Optional<Duration> maxLifetime = Optional.empty();
    for (Ceiling ceiling : ceilings) {
      Containment containment = hop.granted().within(ceiling.rights());
      if (!(containment instanceof Containment.Within)) {
        breaches.add(new Breach("granted", ceiling.kind().reason()));
      }
    }
    try {
      RightsDecision decision = breakGlass();
      if (decision instanceof RightsDecision.Granted granted) {
        maxLifetime = granted.maxLifetime();
      } else {
        breaches.add(new Breach("granted", Reason.BREAK_GLASS_NOT_GRANTED));
      }
      requireBinding(hop.hop().holder());
    } catch (Refusal refusal) {
      breaches.add(
          new Breach(
              refusal.reason() == Reason.BEARER_NOT_ALLOWED ? "actor_key" : "purpose",
              refusal.reason()));
    }
    addLimits(breaches, maxLifetime);
    return breaches;
  }

  /**
   * What is unlawful about a hop.
   *
   * @param field the column that says it
   * @param reason why the exchange refuses such
   */
  public record Breach(String field, Reason reason) {
    public Breach {
      Objects.requireNonNull(field);
      Objects.requireNonNull(reason);
    }
  }

  private RightsDecision breakGlass() throws Refusal {
    Map<Ceiling.Kind, Certificate> none = Map.of();
    return BreakGlassLaw.of(directory, hop.user(), hop.purpose())
        .require(new RightsDecision.Granted(hop.granted(), none, Optional.empty()));
  }

  private void requireBinding(Holder holder) throws Refusal {
    if (holder.key().isBearer()) {
      HolderKeys.requireBearerAllowed(delegator);
    }
  }

  private void addLimits(List<Breach> breaches, Optional<Duration> maxLifetime) {
    Optional<Hop> parent = hop.parent().map(Parent::last);
    int highest = Settlement.highest(parent.map(Hop::maxDepth).orElse(Agent.HIGHEST_HOP), actor);
    if (hop.hop().maxDepth() > highest || hop.hop().number() > highest) {
      breaches.add(new Breach("max_depth", Reason.DEPTH_EXCEEDED));
    }
    Instant latest =
        Settlement.latest(
            parent.map(Hop::expiresAt).orElse(Instant.MAX),
            actor,
            maxLifetime,
            hop.hop().issuedAt());
    if (hop.hop().expiresAt().isAfter(latest)) {
      breaches.add(new Breach("expires_at", Reason.LIFETIME_EXCEEDED));
    }
    SortedSet<String> audience = hop.hop().audience();
    if (parent.isEmpty() && !directory.gateways().keySet().containsAll(audience)) {
      breaches.add(new Breach("audience", Reason.AUDIENCE_UNKNOWN));
    }
    if (parent.filter(p -> !p.audience().containsAll(audience)).isPresent()) {
      breaches.add(new Breach("audience", Reason.AUDIENCE_WIDENED));
    }
  }
}
