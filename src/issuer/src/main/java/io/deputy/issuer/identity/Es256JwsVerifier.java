package io.deputy.issuer.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.util.Set;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/**
 * ES256 (RFC 7518, section 3.4) by Bouncy Castle, which takes a fraction of the JDK's time on 17:
 * {@code ClientAssertionBench} measures both.
 */
final class Es256JwsVerifier extends BaseJWSProvider implements JWSVerifier {
  private static final int INTEGER_BYTES = 32;
  private static final ECDomainParameters P256 = curve();

  private final ECPublicKeyParameters publicKey;

  /**
   * @throws IllegalArgumentException if {@code key} is not a point of P-256
   */
  Es256JwsVerifier(ECKey key) {
    super(Set.of(JWSAlgorithm.ES256));
    this.publicKey =
        new ECPublicKeyParameters(
            P256.getCurve()
                .createPoint(key.getX().decodeToBigInteger(), key.getY().decodeToBigInteger()),
            P256);
  }

  private static ECDomainParameters curve() {
    X9ECParameters curve = CustomNamedCurves.getByName("secp256r1");
    return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signingInput, Base64URL signature) {
    byte[] bytes = signature.decode();
    if (bytes.length != 2 * INTEGER_BYTES) {
      return false;
    }
    ECDSASigner signer = new ECDSASigner();
    signer.init(false, publicKey);
    // It refuses integers that are zero or not below the order, as SEC 1, section 4.1.4, asks.
    return signer.verifySignature(
        sha256(signingInput),
        new BigInteger(1, bytes, 0, INTEGER_BYTES),
        new BigInteger(1, bytes, INTEGER_BYTES, INTEGER_BYTES));
  }

  private static byte[] sha256(byte[] message) {
    SHA256Digest digest = new SHA256Digest();
    digest.update(message, 0, message.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }
}
