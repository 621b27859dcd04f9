package io.deputy.gateway.gate;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Request;
import java.util.Objects;
import java.util.Optional;

/** What the gate says. Only {@link Passed} lets a request pass. */
public sealed interface Verdict {
  /** Everything that was asked is allowed. */
  record Passed(Caller caller) implements Verdict {
    public Passed {
      Objects.requireNonNull(caller);
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
