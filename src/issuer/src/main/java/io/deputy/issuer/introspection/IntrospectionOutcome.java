package io.deputy.issuer.introspection;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.VerifiedChain;
import java.util.Objects;

/** What a caller is told about a token. */
public sealed interface IntrospectionOutcome {
  /** It is good here and now. */
  record Active(VerifiedChain chain) implements IntrospectionOutcome {
    public Active {
      Objects.requireNonNull(chain);
    }
  }

  /**
   * It is not, or not for this caller, who is not told which (RFC 7662, section 2.2).
   *
   * @param reason why, for ourselves
   */
  record Inactive(Reason reason) implements IntrospectionOutcome {
    public Inactive {
      Objects.requireNonNull(reason);
    }
  }

  /**
   * The question was refused.
   *
   * @param reason the frozen code
   * @param description one line for people
   */
  record Refused(Reason reason, String description) implements IntrospectionOutcome {
    public Refused {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(description);
    }

    /** The refusal as data. */
    public static Refused because(Refusal refusal) {
      return new Refused(refusal.reason(), refusal.getMessage());
    }
  }
}
