package io.deputy.gateway.gate;

import io.deputy.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A policy beside the token, which must also allow what is asked. */
public interface CentralPolicy {
  /** There is none, so nothing is against it. */
  CentralPolicy NONE = (caller, asked) -> CompletableFuture.completedFuture(Consent.GIVEN);

  /** Why something passes. */
  enum Consent {
    /** The policy allows it, or has no say in it. */
    GIVEN,
    /** It could not be asked, and the route says that requests then pass. */
    UNASKED
  }

  /**
   * Asks it.
   *
   * @return completes if everything passes; fails with a {@link Refusal} ({@code policy_denied},
   *     {@code policy_unavailable}) if it does not, or cannot be asked in time
   */
  CompletionStage<Consent> require(Caller caller, Asked asked);
}
