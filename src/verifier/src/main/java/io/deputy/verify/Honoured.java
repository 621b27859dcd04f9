package io.deputy.verify;

import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.capability.Visibility;
import io.deputy.chain.SignedChain;
import io.deputy.chain.VerifiedChain;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A token that one gateway honours at one moment: verified, in time, for this gateway, not revoked,
 * and presented by whoever proved its holder's key. Only {@link Verifier#honour} makes one. It says
 * who is asking; each thing that is asked is still to be decided.
 */
public final class Honoured {
  private final VerifiedChain chain;
  private final String gateway;
  private final Instant at;
  private volatile Visibility visibility;

  Honoured(VerifiedChain chain, String gateway, Instant at) {
    this.chain = Objects.requireNonNull(chain);
    this.gateway = Objects.requireNonNull(gateway);
    this.at = Objects.requireNonNull(at);
  }

  /** Who is asking, and for whom. */
  public VerifiedChain chain() {
    return chain;
  }

  /** Where it is honoured. */
  public String gateway() {
    return gateway;
  }

  /** The moment at which it is honoured; what is asked is decided as of then. */
  public Instant at() {
    return at;
  }

  /**
   * Decides one thing that is asked.
   *
   * @return whether it may pass; refuse it unless this is {@link Decision.Allowed}
   */
  public Decision decide(Request request) {
    return refusal(chain, new PresentedRequest(gateway, request), at)
        .orElseGet(() -> new Decision.Allowed(chain));
  }

  /** Why a request is not allowed, if it is not. */
  static Optional<Decision> refusal(SignedChain chain, PresentedRequest presented, Instant at) {
    try {
      return chain.holderBlocks().isEmpty() && RequestCost.isWithinLimits(chain, presented)
          ? RightsDecision.refusal(chain, presented.request())
          : DatalogDecision.refusal(chain, presented, at);
    } catch (Refusal refusal) {
      return Optional.of(new Decision.Denied(refusal.reason(), refusal.getMessage()));
    }
  }

  /**
   * What a catalogue may show. What a holder's own blocks take away is not considered, so more may
   * be shown than may be asked for. Worked out when it is first asked for: most requests are for no
   * list.
   */
  public Visibility visibility() {
    // Two threads that come here at once work out the same.
    Visibility known = visibility;
    if (known == null) {
      known = Visibility.of(chain.rights());
      visibility = known;
    }
    return known;
  }
}
