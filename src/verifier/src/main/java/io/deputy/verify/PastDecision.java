package io.deputy.verify;

import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.chain.UnprovenChain;
import io.deputy.chain.UnverifiedChain;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a gateway had to decide about a token that stands on record, by the same rules and in the
 * same order as {@link Verifier#honour} and {@link Honoured#decide}. Its answers are about what
 * was: nothing passes by them.
 */
public final class PastDecision {
  private final String gateway;
  private final Instant at;

  /**
   * @param gateway the id of the gateway
   * @param at the time of the decision
   */
  public PastDecision(String gateway, Instant at) {
    this.gateway = Objects.requireNonNull(gateway);
    this.at = Objects.requireNonNull(at);
  }

  /**
   * Refuses what the gateway had to refuse by what the token claims.
   *
   * @param revoked what the gateway knew to be revoked
   * @throws Refusal with the reason
   */
  public void requireClaimed(UnverifiedChain claimed, Revocations revoked) throws Refusal {
    Verifier.requireGlanceInTimeAndPlace(claimed.biscuit().token(), gateway, at);
    Verifier.requireInTime(claimed.hops(), at);
    Verifier.requireAudience(claimed.last(), gateway);
    revoked.requireLive(claimed);
  }

  /** Why a request was not allowed, if it was not. */
  public Optional<Decision> refusal(UnprovenChain chain, Request request) {
    return Honoured.refusal(chain, new PresentedRequest(gateway, request), at);
  }
}
