package io.deputy.issuer.admin;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Containment;
import io.deputy.capability.Describe;
import io.deputy.capability.Rights;
import io.deputy.chain.User;
import io.deputy.issuer.directory.Agent;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.ledger.LiveHops;
import io.deputy.issuer.ledger.LiveHops.LiveHop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which live tokens a change would cut: those that the directory in force bears out and the changed
 * one does not. Gateways honour them until they expire; they can no longer be extended as they are.
 *
 * @param hops the first {@link #MAX_LISTED} of them
 * @param count how many there are among those examined
 * @param examined how many live tokens were examined
 * @param truncated whether there are more live tokens than {@link #MAX_EXAMINED}
 */
public record Shrinkage(List<Shrunk> hops, int count, int examined, boolean truncated) {
  /** Live tokens that are examined, longest-lived first: some seconds of work at the very most. */
  public static final int MAX_EXAMINED = 10_000;

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
    for (LiveHop hop : examined) {
      Optional<Lack> lack = changed.lackOf(hop);
      if (lack.isPresent() && old.lackOf(hop).isEmpty()) {
        shrunk.add(new Shrunk(hop, lack.get().reason(), lack.get().detail()));
      }
    }
    List<Shrunk> listed = shrunk.subList(0, Math.min(MAX_LISTED, shrunk.size()));
    return new Shrinkage(listed, shrunk.size(), examined.size(), truncated);
  }

  private record Lack(Reason reason, String detail) {}

  /** What one version of the directory says about tokens; many tokens are alike. */
  private static final class Grounds {
    private final Directory directory;
    private final Map<List<Object>, Optional<Lack>> known = new HashMap<>();

    Grounds(Directory directory) {
      this.directory = directory;
    }

    Optional<Lack> lackOf(LiveHop hop) {
      return known.computeIfAbsent(
          List.of(hop.holder(), hop.user(), hop.granted()), alike -> find(hop));
    }

    private Optional<Lack> find(LiveHop hop) {
      String id = hop.holder().agent();
      Optional<Agent> agent = directory.agent(id).filter(a -> !a.disabled());
      if (agent.isEmpty()) {
        return Optional.of(
            new Lack(Reason.CHAIN_ACTOR_DISABLED, "\"" + id + "\" is not enabled any more"));
      }
      if (!hop.holder().key().isBearer()
          && agent.get().keys().withThumbprint(hop.holder().key()).isEmpty()) {
        return Optional.of(
            new Lack(Reason.ACTOR_KEY_UNKNOWN, "its key is not one of \"" + id + "\" any more"));
      }
      return excess(hop.granted(), agent.get().ceiling(), Reason.RIGHTS_EXCEED_AGENT, "the agent's")
          .or(
              () ->
                  excess(
                      hop.granted(),
                      directory.rightsOf(hop.user()),
                      Reason.RIGHTS_EXCEED_USER,
                      "the user's"));
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
