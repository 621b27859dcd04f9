package io.deputy.cli;

import io.deputy.Reason;
import java.util.Objects;

/** How far what a token says can be believed. */
sealed interface Standing {
  /** Every signature and attestation was verified. */
  record Verified(long rootKey) implements Standing {}

  /** Nobody checked: no keys were given. */
  record Unchecked() implements Standing {}

  /** It was checked and is not what it claims to be. */
  record Failed(Reason reason, String detail) implements Standing {
    public Failed {
      Objects.requireNonNull(reason);
      Objects.requireNonNull(detail);
    }
  }
}
