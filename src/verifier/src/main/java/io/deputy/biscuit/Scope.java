package io.deputy.biscuit;

import java.util.Objects;

/** Whose facts a rule or check may see, beside its own block's and the authorizer's. */
public sealed interface Scope {
  /** The authority block. */
  record Authority() implements Scope {}

  /** Every earlier block. */
  record Previous() implements Scope {}

  /** Blocks with an external signature by this key. */
  record ByKey(PublicKey key) implements Scope {
    public ByKey {
      Objects.requireNonNull(key);
    }
  }
}
