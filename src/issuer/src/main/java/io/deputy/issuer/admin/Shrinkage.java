package io.deputy.issuer.admin;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Containment;
import io.deputy.capability.Describe;
import io.deputy.capability.Rights;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.ledger.LiveHops;
import io.deputy.issuer.ledger.LiveHops.LiveHop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which live tokens a change would cut: those that the directory in force bears out and the changed
 * one does not. They can no longer be extended as they are, and those under an agent that is
 * disabled are revoked; gateways honour the others until they expire.
 *
 * @param hops the first {@link #MAX_LISTED} of them
 * @param count how many there are among those examined
 * @param examined how many live tokens were examined
 * @param truncated whether there are more live tokens than {@link #MAX_EXAMINED}
 */
public record Shrinkage(List<Shrunk> hops, int count, int examined, boolean truncated) {
  /** Live tokens that are examined, longest-lived first: a second of work, with what is revoked. */
  public static final int MAX_EXAMINED = 2_000;

  /** As many as anybody reads. */
  public static final int MAX_LISTED = 100;

  public Shrinkage {
    hops = List.copyOf(hops);
  }

  /**
   * A token that the change would cut.
   *
   * @param hop the token
   * @param reason why an exchange of it would be refused
   * @param detail that in words, with an example
   */
  public record Shrunk(LiveHop hop, Reason reason, String detail) {
    public Shrunk {
      Objects.requireNonNull(hop);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(detail);
    }

    /** Whose authority it carries. */
    public User user() {
      return hop.user().user();
    }
  }

  static Shrinkage of(LiveHops live, Directory before, Directory after, Instant now)
      throws Refusal {
    List<LiveHop> hops = live.live(now, MAX_EXAMINED + 1);
    boolean truncated = hops.size() > MAX_EXAMINED;
    List<LiveHop> examined = truncated ? hops.subList(0, MAX_EXAMINED) : hops;
    Grounds old = new Grounds(before);
    Grounds changed = new Grounds(after);
    List<Shrunk> shrunk = new ArrayList<>();
    Set<HopId> dead = new HashSet<>();
    for (LiveHop hop : examined.stream().sorted(Comparator.comparing(LiveHop::depth)).toList()) {
      Optional<Lack> lack =
          hop.parent().filter(dead::contains).isPresent()
              ? Optional.of(UNDER_DISABLED)
              : newLack(changed.lacksOf(hop), old.lacksOf(hop));
      if (lack.isPresent()) {
        shrunk.add(new Shrunk(hop, lack.get().reason(), lack.get().detail()));
        if (lack.get().reason() == Reason.CHAIN_ACTOR_DISABLED) {
          dead.add(hop.hop());
        }
      }
    }
    List<Shrunk> listed = shrunk.subList(0, Math.min(MAX_LISTED, shrunk.size()));
    return new Shrinkage(listed, shrunk.size(), examined.size(), truncated);
  }

  private record Lack(Reason reason, String detail) {}

  private static final Lack UNDER_DISABLED =
      new Lack(Reason.CHAIN_ACTOR_DISABLED, "what it came from is held by such an agent");

  private static Optional<Lack> newLack(List<Lack> changed, List<Lack> old) {
    return changed.stream()
        .filter(lack -> old.stream().noneMatch(o -> o.reason() == lack.reason()))
        .findFirst();
  }

  /** What one version of the directory says about tokens; many tokens are alike. */
  private static final class Grounds {
    private final Directory directory;
    private final Map<List<Object>, List<Lack>> known = new HashMap<>();

    Grounds(Directory directory) {
      this.directory = directory;
    }

    List<Lack> lacksOf(LiveHop hop) {
      return known.computeIfAbsent(
          List.of(hop.holder(), hop.user(), hop.granted()), alike -> find(hop));
    }

    private List<Lack> find(LiveHop hop) {
      String id = hop.holder().agent();
      Optional<Agent> agent = directory.enabledAgent(id);
      if (agent.isEmpty()) {
        return List.of(
            new Lack(Reason.CHAIN_ACTOR_DISABLED, "\"" + id + "\" is not enabled any more"));
      }
      List<Lack> lacks = new ArrayList<>();
      if (!hop.holder().key().isBearer()
          && agent.get().keys().withThumbprint(hop.holder().key()).isEmpty()) {
        lacks.add(
            new Lack(Reason.ACTOR_KEY_UNKNOWN, "its key is not one of \"" + id + "\" any more"));
      }
      excess(hop.granted(), agent.get().ceiling(), Reason.RIGHTS_EXCEED_AGENT, "the agent's")
          .ifPresent(lacks::add);
      excess(hop.granted(), directory.rightsOf(hop.user()), Reason.RIGHTS_EXCEED_USER, "the user's")
          .ifPresent(lacks::add);
      return lacks;
    }

    private static Optional<Lack> excess(
        Rights granted, Rights ceiling, Reason reason, String whose) {
      Containment containment = granted.within(ceiling);
      if (containment instanceof Containment.Within) {
        return Optional.empty();
      }
      if (containment instanceof Containment.Exceeds exceeds) {
        return Optional.of(
            new Lack(
                reason,
                Describe.request(exceeds.counterExample()) + " is not among " + whose + " rights"));
      }
      return Optional.of(
          new Lack(Reason.DECISION_LIMIT, "too intricate to compare with " + whose + " rights"));
    }
  }
}
