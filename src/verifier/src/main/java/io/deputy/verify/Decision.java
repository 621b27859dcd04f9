package io.deputy.verify;

import io.deputy.Reason;
import io.deputy.chain.VerifiedChain;
import java.util.Objects;

/** The answer to a request. Only {@link Allowed} lets it pass. */
public sealed interface Decision {
  /** The request is within the token's rights. */
  record Allowed(VerifiedChain chain) implements Decision {
    public Allowed {
      Objects.requireNonNull(chain);
    }
  }

  /**
   * The request is refused.
   *
   * @param reason the frozen code
   * @param detail one line for people
   */
  record Denied(Reason reason, String detail) implements Decision {
    public Denied {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(detail);
    }
  }

  /**
   * It could not be decided, so the request is refused: the token asks for more work than its
   * budget, or cannot be evaluated.
   *
   * @param reason the frozen code
   * @param detail one line for people
   */
  record Undecided(Reason reason, String detail) implements Decision {
    public Undecided {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(detail);
    }
  }
}
