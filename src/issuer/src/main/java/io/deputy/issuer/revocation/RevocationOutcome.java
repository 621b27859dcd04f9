package io.deputy.issuer.revocation;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.Objects;

/** How a request to revoke ends. */
public sealed interface RevocationOutcome {
  /**
   * What was asked for is dead: revoked now, or before, or never alive (RFC 7009, section 2.2, says
   * the same for a token that is not known).
   */
  record Dead() implements RevocationOutcome {}

  /**
   * Nothing was revoked.
   *
   * @param reason the frozen code
   * @param description one line for people
   */
  record Refused(Reason reason, String description) implements RevocationOutcome {
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
