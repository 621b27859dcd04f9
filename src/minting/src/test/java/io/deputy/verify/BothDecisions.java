package io.deputy.verify;

import io.deputy.Refusal;
import io.deputy.chain.VerifiedChain;
import java.time.Instant;

/** The two ways in which a verifier decides, side by side. */
public final class BothDecisions {
  private BothDecisions() {}

  /** By the rights that the profile reads. */
  public static Decision byRights(VerifiedChain chain, PresentedRequest presented) {
    return RightsDecision.of(chain, presented.request());
  }

  /** By evaluating the Datalog of every block. */
  public static Decision byDatalog(VerifiedChain chain, PresentedRequest presented, Instant now)
      throws Refusal {
    return DatalogDecision.of(chain, presented, now);
  }

  /** The most steps that the second may take, as the verifier estimates them. */
  public static long bound(VerifiedChain chain, PresentedRequest presented) {
    return RequestCost.steps(chain, presented);
  }

  /** The steps that it takes. */
  public static long steps(VerifiedChain chain, PresentedRequest presented, Instant now) {
    return DatalogDecision.evaluate(chain, new RequestFacts(presented, now)).steps();
  }
}
