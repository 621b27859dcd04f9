package io.deputy.issuer.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * EdDSA with Ed25519 (RFC 8037, section 3.1) by Bouncy Castle: the library's own needs Tink, and
 * this one is strict about S (RFC 8032, section 5.1.7).
 */
final class Ed25519JwsVerifier extends BaseJWSProvider implements JWSVerifier {
  private final byte[] publicKey;

  Ed25519JwsVerifier(OctetKeyPair key) throws JOSEException {
    super(Set.of(JWSAlgorithm.EdDSA));
    this.publicKey = key.getDecodedX();
    if (publicKey.length != Ed25519.PUBLIC_KEY_SIZE) {
      throw new JOSEException("an Ed25519 key has 32 bytes");
    }
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signingInput, Base64URL signature) {
    byte[] bytes = signature.decode();
    return bytes.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(bytes, 0, publicKey, 0, signingInput, 0, signingInput.length);
  }
}
