package io.deputy.biscuit;

import io.deputy.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** How an evaluation ended. Only {@link Authorized} lets a request through. */
public sealed interface Outcome {
  /**
   * Every check holds and an {@code allow} policy matched.
   *
   * @param policy its index, counted from 0
   */
  record Authorized(int policy) implements Outcome {}

  /**
   * A check does not hold, a {@code deny} policy matched, or no policy did.
   *
   * @param failedChecks the authorizer's first, then block by block
   * @param policy the policy that matched, if one did
   */
  record Refused(List<FailedCheck> failedChecks, Optional<MatchedPolicy> policy)
      implements Outcome {
    public Refused {
      failedChecks = List.copyOf(failedChecks);
      Objects.requireNonNull(policy);
    }
  }

  /**
   * Nothing was decided, which counts as refused.
   *
   * @param reason {@link Reason#EVALUATION_LIMIT} or {@link Reason#EVALUATION_ERROR}
   * @param detail one lower-case line
   */
  record Undecided(Reason reason, String detail) implements Outcome {
    public Undecided {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(detail);
    }
  }

  /**
   * A check that does not hold.
   *
   * @param block the block it stands in, or none for the authorizer's
   * @param index its position among the checks there, counted from 0
   * @param check the check itself
   */
  record FailedCheck(OptionalInt block, int index, Check check) {
    public FailedCheck {
      Objects.requireNonNull(block);
      Objects.requireNonNull(check);
    }
  }

  /** A policy that matched, by its index from 0. */
  record MatchedPolicy(int index, Policy.Kind kind) {
    public MatchedPolicy {
      Objects.requireNonNull(kind);
    }
  }
}
