package io.deputy.issuer.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a revocation takes, before it is made; and once it is made, who still tried.
 *
 * @param at the moment that it is about: now, or when the revocation was made
 * @param revoked the revocation, if everything is revoked already
 * @param chains how many chains lose tokens
 * @param hops how many tokens die that live at that moment
 * @param agents whose tokens those are, the one with the most first
 * @param truncated whether there are more tokens than were counted
 * @param since from when on decisions were looked at
 * @param allowed verified decisions with those tokens since then that allowed
 * @param refused those that did not
 */
public record BlastRadius(
    Instant at,
    Optional<Revoked> revoked,
    long chains,
    long hops,
    List<Affected> agents,
    boolean truncated,
    Instant since,
    long allowed,
    long refused) {
  /** Before a revocation: how far back a token counts as in use. */
  public static final Duration RECENT = Duration.ofHours(24);

  /** Tokens that are counted at most; beyond, the exact number decides nothing. */
  public static final int MAX_HOPS = 10_000;

  public BlastRadius {
    Objects.requireNonNull(at);
    Objects.requireNonNull(revoked);
    agents = List.copyOf(agents);
    Objects.requireNonNull(since);
  }

  /**
   * An agent that loses tokens.
   *
   * @param agent its id
   * @param hops how many tokens of it die
   * @param allowed verified decisions with those since {@link BlastRadius#since} that allowed
   * @param refused those that did not
   * @param lastUsed the last of them
   */
  public record Affected(
      String agent, long hops, long allowed, long refused, Optional<Instant> lastUsed) {
    public Affected {
      Objects.requireNonNull(agent);
      Objects.requireNonNull(lastUsed);
    }
  }
}
