package io.deputy.json;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The public key that a DPoP proof carries: Ed25519 (RFC 8037, section 2) for {@code EdDSA}, whose
 * other name is {@code Ed25519} (RFC 9864, section 2.2), or P-256 for {@code ES256} (RFC 7518,
 * section 3.4).
 *
 * @param x the first coordinate, or the whole of an Ed25519 key
 * @param y the second coordinate of a P-256 key
 * @param thumbprint RFC 7638
 */
record DpopKey(Bytes x, Optional<Bytes> y, Thumbprint thumbprint) {
  private static final int SIGNATURE_BYTES = 64;
  private static final ECDomainParameters P256 = p256();

  private static ECDomainParameters p256() {
    X9ECParameters parameters = CustomNamedCurves.getByName("secp256r1");
    return new ECDomainParameters(
        parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
  }

  /**
   * Reads the key, which must be for {@code algorithm}: empty if it is not, if it is private, or no
   * point of its curve.
   */
  static Optional<DpopKey> read(At jwk, String algorithm) throws Refusal {
    Map<String, String> texts = new HashMap<>();
    for (Map.Entry<String, At> member : jwk.members().entrySet()) {
      if (member.getValue().node() instanceof Node.Text text) {
        texts.put(member.getKey(), text.value());
      } else if (member.getKey().equals("d") || member.getKey().equals("k")) {
        return Optional.empty();
      }
    }
    boolean edwards = algorithm.equals("EdDSA") || algorithm.equals("Ed25519");
    String curve = edwards ? "Ed25519" : "P-256";
    if (!(edwards || algorithm.equals("ES256")) || !curve.equals(texts.get("crv"))) {
      return Optional.empty();
    }
    // Refuses another type of key, a private one, and coordinates that are too long or too short.
    Thumbprint thumbprint = Thumbprints.of(texts);
    Bytes x = Base64Url.decode(texts.get("x")).orElseThrow();
    Optional<Bytes> y = edwards ? Optional.empty() : Base64Url.decode(texts.get("y"));
    boolean point =
        edwards ? Points.isEd25519(x) : Points.compressP256(x, y.orElseThrow()).isPresent();
    return point ? Optional.of(new DpopKey(x, y, thumbprint)) : Optional.empty();
  }

  /** Whether {@code signature} is by this key over {@code message}. */
  boolean verifies(Bytes message, Bytes signature) {
    if (signature.size() != SIGNATURE_BYTES) {
      return false;
    }
    if (y.isEmpty()) {
      return Ed25519.verify(
          signature.toArray(), 0, x.toArray(), 0, message.toArray(), 0, message.size());
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(
        false,
        new ECPublicKeyParameters(
            P256.getCurve().createPoint(number(x), number(y.orElseThrow())), P256));
    int half = SIGNATURE_BYTES / 2;
    return verifier.verifySignature(
        message.sha256().toArray(),
        number(signature.slice(0, half)),
        number(signature.slice(half, SIGNATURE_BYTES)));
  }

  private static BigInteger number(Bytes bytes) {
    return new BigInteger(1, bytes.toArray());
  }
}
