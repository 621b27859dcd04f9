package io.deputy.json;

import io.deputy.Bytes;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Whether public keys are points of their curve. */
final class Points {
  /** Bytes of one coordinate, of either curve. */
  static final int COORDINATE_BYTES = 32;

  private static final ECCurve P256 = CustomNamedCurves.getByName("secp256r1").getCurve();

  private Points() {}

  /** Whether these bytes encode a point of prime order (RFC 8032, section 5.1.3). */
  static boolean isEd25519(Bytes key) {
    return Ed25519.validatePublicKeyFull(key.toArray(), 0);
  }

  /** The compressed form (SEC 1, section 2.3.3) of a point; empty if it is not on the curve. */
  static Optional<Bytes> compressP256(Bytes x, Bytes y) {
    try {
      return Optional.of(
          Bytes.of(
              P256.validatePoint(new BigInteger(1, x.toArray()), new BigInteger(1, y.toArray()))
                  .getEncoded(true)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The uncompressed form of a compressed point.
   *
   * @throws IllegalArgumentException if it is not on the curve
   */
  static Bytes uncompressedP256(Bytes compressed) {
    return Bytes.of(P256.decodePoint(compressed.toArray()).getEncoded(false));
  }
}
