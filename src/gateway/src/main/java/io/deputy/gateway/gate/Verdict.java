package io.deputy.gateway.gate;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import io.deputy.verify.DecisionRecord;
import java.util.Objects;
import java.util.Optional;

/** What the gate says. Only {@link Passed} lets a request pass. */
public sealed interface Verdict {
  /** The same as it stands on record. */
  default DecisionRecord.Verdict onRecord() {
    if (this instanceof Passed passed) {
      return new DecisionRecord.Verdict.Allowed(passed.consent() == CentralPolicy.Consent.UNASKED);
    }
    Reason reason = ((Refused) this).reason();
    return switch (reason) {
      case EVALUATION_LIMIT, EVALUATION_ERROR, POLICY_UNAVAILABLE, BUNDLE_MISSING, BUNDLE_STALE ->
          new DecisionRecord.Verdict.Undecided(reason);
      default -> new DecisionRecord.Verdict.Denied(reason);
    };
  }

  /**
   * Everything that was asked is allowed.
   *
   * @param consent how the central policy came to let it pass
   */
  record Passed(Caller caller, CentralPolicy.Consent consent) implements Verdict {
    public Passed {
      Objects.requireNonNull(caller);
      Objects.requireNonNull(consent);
    }
  }

  /**
   * Something that was asked is refused, so all of it is.
   *
   * @param reason the frozen code
   * @param detail one line for people
   * @param request which of the requests, if it was one of them
   */
  record Refused(Reason reason, String detail, Optional<Request> request) implements Verdict {
    public Refused {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(detail);
      Objects.requireNonNull(request);
    }

    /** A refusal that no single request is the cause of. */
    public static Refused of(Refusal refusal) {
      return new Refused(refusal.reason(), refusal.getMessage(), Optional.empty());
    }
  }
}
