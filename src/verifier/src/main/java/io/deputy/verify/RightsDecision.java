package io.deputy.verify;

import io.deputy.Reason;
import io.deputy.capability.Request;
import io.deputy.chain.SignedChain;
import io.deputy.chain.VerifiedChain;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides by the rights that the profile read from the attested blocks, for tokens that are in time
 * and for this audience, and without blocks of holders: there is nothing else that they check. The
 * same answers as {@link DatalogDecision}, without its facts and joins; where those might exceed
 * their budget ({@link RequestCost}), that one decides, so the way of deciding changes no verdict.
 */
final class RightsDecision {
  private RightsDecision() {}

  static Decision of(VerifiedChain chain, Request request) {
    return refusal(chain, request).orElseGet(() -> new Decision.Allowed(chain));
  }

  /** Why not, if it is not. */
  static Optional<Decision> refusal(SignedChain chain, Request request) {
    OptionalInt against = chain.firstBlockAgainst(request);
    return against.isPresent()
        ? Optional.of(notWithinRights(against.getAsInt()))
        : Optional.empty();
  }

  static Decision notWithinRights(int block) {
    return new Decision.Denied(
        Reason.REQUEST_NOT_WITHIN_RIGHTS,
        "the request is not within the rights of the token, as of block " + block);
  }
}
