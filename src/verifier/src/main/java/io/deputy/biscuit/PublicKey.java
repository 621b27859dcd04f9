package io.deputy.biscuit;

import io.deputy.Bytes;
import java.util.Objects;

/**
 * A public key as it stands in a token.
 *
 * @param algorithm what it is for
 * @param encoded Ed25519: 32 bytes (RFC 8032); P-256: 33 bytes, compressed (SEC 1, section 2.3.3)
 */
public record PublicKey(Algorithm algorithm, Bytes encoded) {
  public PublicKey {
    Objects.requireNonNull(algorithm);
    Objects.requireNonNull(encoded);
    if (encoded.size() != algorithm.keyBytes) {
      throw new IllegalArgumentException(
          algorithm + " keys have " + algorithm.keyBytes + " bytes, not " + encoded.size());
    }
  }

  /**
   * Whether the holder of this key signed {@code message}: strict Ed25519, or ECDSA with SHA-256 in
   * DER.
   */
  public boolean signed(Bytes message, Bytes signature) {
    return algorithm == Algorithm.ED25519
        ? StrictEd25519.verify(encoded, message, signature)
        : P256.verify(encoded, message, signature);
  }

  /** Signature algorithms of Biscuit. The order is the order of the wire. */
  public enum Algorithm {
    ED25519(0, 32),
    SECP256R1(1, 33);

    private final int number;
    private final int keyBytes;

    Algorithm(int number, int keyBytes) {
      this.number = number;
      this.keyBytes = keyBytes;
    }

    /** Its number on the wire and in what is signed. */
    int number() {
      return number;
    }

    /** How many bytes a public key has. */
    public int keyBytes() {
      return keyBytes;
    }
  }
}
