package io.deputy.json;

import io.deputy.Bytes;
import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Signatures as JWS has them: {@code EdDSA} with Ed25519 (RFC 8037, section 3.1), and {@code ES256}
 * with R and S of 32 bytes each (RFC 7518, section 3.4).
 */
final class JwsSignatures {
  /** Bytes of a signature, of either algorithm. */
  private static final int BYTES = 64;

  private static final ECDomainParameters P256 = p256();

  private JwsSignatures() {}

  private static ECDomainParameters p256() {
    X9ECParameters parameters = CustomNamedCurves.getByName("secp256r1");
    return new ECDomainParameters(
        parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
  }

  /** The curve of {@code ES256}. */
  static ECCurve curve() {
    return P256.getCurve();
  }

  /** Whether {@code key}, which is a point of its curve, made the signature. */
  static boolean isEdDsa(Bytes key, Bytes message, Bytes signature) {
    return signature.size() == BYTES
        && Ed25519.verify(
            signature.toArray(), 0, key.toArray(), 0, message.toArray(), 0, message.size());
  }

  /** Whether {@code key}, a point of {@link #curve}, made the signature. */
  static boolean isEs256(ECPoint key, Bytes message, Bytes signature) {
    if (signature.size() != BYTES) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, new ECPublicKeyParameters(key, P256));
    return verifier.verifySignature(
        message.sha256().toArray(),
        number(signature.slice(0, BYTES / 2)),
        number(signature.slice(BYTES / 2, BYTES)));
  }

  /** Big-endian, without a sign. */
  static BigInteger number(Bytes bytes) {
    return new BigInteger(1, bytes.toArray());
  }
}
