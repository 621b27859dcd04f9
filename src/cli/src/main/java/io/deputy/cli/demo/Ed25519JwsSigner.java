package io.deputy.cli.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.util.Set;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** EdDSA with Ed25519 (RFC 8037, section 3.1) by Bouncy Castle: the library's own needs Tink. */
final class Ed25519JwsSigner extends BaseJWSProvider implements JWSSigner {
  private final byte[] seed;

  Ed25519JwsSigner(OctetKeyPair key) throws JOSEException {
    super(Set.of(JWSAlgorithm.EdDSA));
    if (!key.isPrivate() || key.getDecodedD().length != Ed25519.SECRET_KEY_SIZE) {
      throw new JOSEException("not a private Ed25519 key");
    }
    this.seed = key.getDecodedD();
  }

  @Override
  public Base64URL sign(JWSHeader header, byte[] signingInput) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, signingInput, 0, signingInput.length, signature, 0);
    return Base64URL.encode(signature);
  }
}
