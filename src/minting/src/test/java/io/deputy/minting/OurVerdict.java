package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.Evaluation;
import io.deputy.biscuit.EvaluationLimits;
import io.deputy.biscuit.Outcome;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.biscuit.VerifiedBiscuit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What our verifier makes of a token, in the words of {@link BiscuitWasm.Judgement}.
 *
 * @param read whether the container was accepted
 * @param allowed whether the request is
 * @param text the policy that matched and the checks that failed, or the error
 */
record OurVerdict(boolean read, boolean allowed, String text) {
  /** What a verdict starts with if there is none. */
  static final String ERROR = "error ";

  static OurVerdict of(Bytes token, PublicKey root, Authorizer authorizer) {
    VerifiedBiscuit verified;
    try {
      verified = UnverifiedBiscuit.parse(token).verify(root);
    } catch (Refusal refusal) {
      return new OurVerdict(false, false, ERROR + refusal.getMessage());
    }
    Outcome outcome = Evaluation.run(verified, authorizer, EvaluationLimits.STANDARD, Map.of());
    if (outcome instanceof Outcome.Authorized authorized) {
      return new OurVerdict(true, true, "allow " + authorized.policy() + " []");
    } else if (outcome instanceof Outcome.Undecided undecided) {
      return new OurVerdict(true, false, ERROR + undecided.detail());
    }
    Outcome.Refused refused = (Outcome.Refused) outcome;
    String policy =
        refused
            .policy()
            .map(p -> p.kind().toString().toLowerCase(java.util.Locale.ROOT) + " " + p.index())
            .orElse("no policy");
    return new OurVerdict(true, false, policy + " [" + failed(refused.failedChecks()) + "]");
  }

  boolean isError() {
    return text.startsWith(ERROR);
  }

  private static String failed(List<Outcome.FailedCheck> checks) {
    return checks.stream()
        .map(c -> (c.block().isPresent() ? c.block().getAsInt() + "." : "A") + c.index())
        .collect(Collectors.joining(","));
  }
}
