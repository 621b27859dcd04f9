package io.deputy.issuer.audit;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What is searched for. What is absent does not matter; what is present must all hold, exactly: no
 * patterns.
 *
 * @param user the subject of the user whose authority it is
 * @param userIssuer who vouches for her
 * @param agent an agent that holds a hop
 * @param chain the chain, or one of its hops
 * @param tool what a decided request was about: a tool, a model, a skill or a path
 * @param verdict of a decision
 * @param reason of a decision: a code of {@link io.deputy.Reason}
 * @param from the first moment, inclusive
 * @param until the moment after the last, exclusive
 */
public record Filter(
    Optional<String> user,
    Optional<String> userIssuer,
    Optional<String> agent,
    Optional<UUID> chain,
    Optional<String> tool,
    Optional<Verdict> verdict,
    Optional<String> reason,
    Optional<Instant> from,
    Optional<Instant> until) {
  /** Everything. */
  public static final Filter ALL =
      new Filter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** How a gateway decided. */
  public enum Verdict {
    ALLOWED,
    DENIED,
    UNDECIDED
  }

  public Filter {
    Objects.requireNonNull(user);
    Objects.requireNonNull(userIssuer);
    Objects.requireNonNull(agent);
    Objects.requireNonNull(chain);
    Objects.requireNonNull(tool);
    Objects.requireNonNull(verdict);
    Objects.requireNonNull(reason);
    Objects.requireNonNull(from);
    Objects.requireNonNull(until);
  }

  /** Whether it says anything of decisions. */
  public boolean asksOfDecisions() {
    return tool.isPresent() || verdict.isPresent() || reason.isPresent();
  }

  /** The same for one chain only. */
  public Filter ofChain(UUID only) {
    return new Filter(
        user, userIssuer, agent, Optional.of(only), tool, verdict, reason, from, until);
  }
}
