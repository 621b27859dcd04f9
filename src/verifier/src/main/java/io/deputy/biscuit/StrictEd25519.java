package io.deputy.biscuit;

import io.deputy.Bytes;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 without its loose ends: S below the group order, no point of small order, no encoding but
 * the canonical one. So a signature can't be changed by anybody but its signer. The equation is the
 * one with the cofactor.
 *
 * <p>Source: RFC 8032, section 5.1; Bouncy Castle checks S and the public key, this class R.
 */
final class StrictEd25519 {
  private static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;
  private static final int POINT_BYTES = 32;

  /** The encodings of points of order 1, 2, 4 and 8, canonical or not, without their sign bit. */
  private static final List<Bytes> SMALL_ORDER =
      List.of(
          Bytes.ofHex("0000000000000000000000000000000000000000000000000000000000000000"),
          Bytes.ofHex("0100000000000000000000000000000000000000000000000000000000000000"),
          Bytes.ofHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          Bytes.ofHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          Bytes.ofHex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          Bytes.ofHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
          Bytes.ofHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

  private StrictEd25519() {}

  static boolean verify(Bytes key, Bytes message, Bytes signature) {
    if (signature.size() != SIGNATURE_BYTES || isSmallOrder(signature) || isSmallOrder(key)) {
      return false;
    }
    return Ed25519.verify(
        signature.toArray(), 0, key.toArray(), 0, message.toArray(), 0, message.size());
  }

  /** Whether {@code key} is a point, canonically written, and not of small order. */
  static boolean isPoint(Bytes key) {
    return Ed25519.validatePublicKeyPartial(key.toArray(), 0);
  }

  static Bytes publicKey(Bytes seed) {
    byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed.toArray(), 0, key, 0);
    return Bytes.of(key);
  }

  /** Whether a key, or the R that a signature begins with, encodes a point of small order. */
  private static boolean isSmallOrder(Bytes startsWithPoint) {
    for (Bytes small : SMALL_ORDER) {
      if (isSameButSign(startsWithPoint, small)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSameButSign(Bytes a, Bytes b) {
    int last = POINT_BYTES - 1;
    for (int i = 0; i < last; i++) {
      if (a.at(i) != b.at(i)) {
        return false;
      }
    }
    return (a.at(last) & 0x7f) == (b.at(last) & 0x7f);
  }
}
