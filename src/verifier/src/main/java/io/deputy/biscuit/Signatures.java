package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;

/** Verifies signatures of either algorithm. */
final class Signatures {
  private Signatures() {}

  /** Refuses unless {@code signature} is by {@code key} over {@code message}. */
  static void verify(PublicKey key, Bytes message, Bytes signature) throws Refusal {
    if (!key.signed(message, signature)) {
      throw invalid();
    }
  }

  /** Whether {@code key} can verify anything. */
  static boolean isPoint(PublicKey key) {
    return key.algorithm() == PublicKey.Algorithm.ED25519
        ? StrictEd25519.isPoint(key.encoded())
        : P256.isPoint(key.encoded());
  }

  /** The public key of a secret of {@link Proof.NextSecret#SIZE} bytes. */
  static PublicKey publicKey(PublicKey.Algorithm algorithm, Bytes secret) throws Refusal {
    Bytes key =
        algorithm == PublicKey.Algorithm.ED25519
            ? StrictEd25519.publicKey(secret)
            : P256.publicKey(secret).orElseThrow(Signatures::invalid);
    return new PublicKey(algorithm, key);
  }

  /** The one form of {@code signature} that all its equivalents share. */
  static Bytes canonical(PublicKey.Algorithm algorithm, Bytes signature) throws Refusal {
    return algorithm == PublicKey.Algorithm.ED25519
        ? signature
        : P256.lowS(signature).orElseThrow(Signatures::invalid);
  }

  private static Refusal invalid() {
    return new Refusal(Reason.SIGNATURE_INVALID, "a signature of the token does not verify");
  }
}
