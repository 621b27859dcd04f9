package io.deputy.json;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.Thumbprint;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.math.ec.ECPoint;

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
    if (y.isEmpty()) {
      return JwsSignatures.isEdDsa(x, message, signature);
    }
    ECPoint point =
        JwsSignatures.curve()
            .createPoint(JwsSignatures.number(x), JwsSignatures.number(y.orElseThrow()));
    return JwsSignatures.isEs256(point, message, signature);
  }
}
