package io.deputy.gateway.gate;

import io.deputy.Refusal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A policy beside the token, which must also allow what is asked. */
public interface CentralPolicy {
  /** There is none. */
  CentralPolicy NONE = (caller, asked) -> CompletableFuture.completedFuture(null);

  /**
   * Asks it.
   *
   * @return completes if it allows everything; fails with a {@link Refusal} ({@code policy_denied},
   *     {@code policy_unavailable}) if it does not, or cannot be asked in time
   */
  CompletionStage<Void> require(Caller caller, Asked asked);
}
