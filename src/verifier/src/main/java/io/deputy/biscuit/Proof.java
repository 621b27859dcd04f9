package io.deputy.biscuit;

import io.deputy.Bytes;
import java.util.Objects;

/** What ends a token: a secret with which its holder can extend it, or a seal. */
public sealed interface Proof {
  /** The secret of the last block's next key. Never printed. */
  final class NextSecret implements Proof {
    /** How many bytes a secret has: an Ed25519 seed, or a P-256 scalar, most significant first. */
    public static final int SIZE = 32;

    private final Bytes secret;

    NextSecret(Bytes secret) {
      this.secret = Objects.requireNonNull(secret);
    }

    /** The secret itself: whoever has it can extend the token. Only for signing the next block. */
    public Bytes unsafeNextSecret() {
      return secret;
    }

    @Override
    public String toString() {
      return "NextSecret[hidden]";
    }
  }

  /** A signature over the last block by its next key: nothing can be appended. */
  record FinalSignature(Bytes signature) implements Proof {
    public FinalSignature {
      Objects.requireNonNull(signature);
    }
  }
}
