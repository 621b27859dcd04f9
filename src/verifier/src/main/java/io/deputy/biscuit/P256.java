package io.deputy.biscuit;

import io.deputy.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * ECDSA with SHA-256 on P-256, signatures in DER. Both forms of S verify, as in other Biscuit
 * implementations; {@link #lowS} names the one that stands for both.
 *
 * <p>Source: SEC 1, sections 2.3.3, 4.1.4 and C.5.
 */
final class P256 {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int SHORTEST_SIGNATURE = 8;
  // Two integers of at most 33 bytes; so every length stands in one byte.
  private static final int LONGEST_SIGNATURE = 72;

  private static final ECDomainParameters CURVE = curve();
  private static final BigInteger ORDER = CURVE.getN();

  private P256() {}

  static boolean verify(Bytes key, Bytes message, Bytes signature) {
    Optional<ECPoint> point = point(key);
    Optional<Pair> pair = pair(signature);
    if (point.isEmpty() || pair.isEmpty()) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, new ECPublicKeyParameters(point.get(), CURVE));
    return verifier.verifySignature(message.sha256().toArray(), pair.get().r, pair.get().s);
  }

  static boolean isPoint(Bytes key) {
    return point(key).isPresent();
  }

  /** The compressed public key of a scalar, if it is one. */
  static Optional<Bytes> publicKey(Bytes secret) {
    BigInteger scalar = new BigInteger(1, secret.toArray());
    if (scalar.signum() == 0 || scalar.compareTo(ORDER) >= 0) {
      return Optional.empty();
    }
    ECPoint point = new FixedPointCombMultiplier().multiply(CURVE.getG(), scalar);
    return Optional.of(Bytes.of(point.normalize().getEncoded(true)));
  }

  /** The signature with the smaller of S and order − S, if it is one. */
  static Optional<Bytes> lowS(Bytes signature) {
    return pair(signature)
        .filter(p -> p.s.compareTo(ORDER) < 0)
        .map(p -> new Pair(p.r, p.s.min(ORDER.subtract(p.s))).encode());
  }

  private static ECDomainParameters curve() {
    X9ECParameters parameters = CustomNamedCurves.getByName("secp256r1");
    return new ECDomainParameters(
        parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
  }

  private static Optional<ECPoint> point(Bytes key) {
    try {
      return Optional.of(CURVE.validatePublicPoint(CURVE.getCurve().decodePoint(key.toArray())));
    } catch (IllegalArgumentException notOnTheCurve) {
      return Optional.empty();
    }
  }

  private static Optional<Pair> pair(Bytes signature) {
    int size = signature.size();
    if (size < SHORTEST_SIGNATURE
        || size > LONGEST_SIGNATURE
        || signature.at(0) != SEQUENCE
        || signature.at(1) != size - 2) {
      return Optional.empty();
    }
    return integer(signature, 2)
        .flatMap(
            r ->
                integer(signature, r.end)
                    .filter(s -> s.end == size)
                    .map(s -> new Pair(r.value, s.value)));
  }

  /** A positive integer in its shortest form. */
  private static Optional<Found> integer(Bytes in, int at) {
    if (at + 3 > in.size() || in.at(at) != INTEGER) {
      return Optional.empty();
    }
    int length = in.at(at + 1);
    int from = at + 2;
    int end = from + length;
    if (length < 1 || end > in.size() || in.at(from) < 0) {
      return Optional.empty();
    }
    boolean padded = length > 1 && in.at(from) == 0 && in.at(from + 1) >= 0;
    BigInteger value = new BigInteger(in.slice(from, end).toArray());
    return padded || value.signum() == 0 ? Optional.empty() : Optional.of(new Found(value, end));
  }

  private record Found(BigInteger value, int end) {}

  private record Pair(BigInteger r, BigInteger s) {
    Bytes encode() {
      byte[] first = r.toByteArray();
      byte[] second = s.toByteArray();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(SEQUENCE);
      out.write(first.length + second.length + 4);
      write(out, first);
      write(out, second);
      return Bytes.of(out.toByteArray());
    }

    private static void write(ByteArrayOutputStream out, byte[] integer) {
      out.write(INTEGER);
      out.write(integer.length);
      out.writeBytes(integer);
    }
  }
}
