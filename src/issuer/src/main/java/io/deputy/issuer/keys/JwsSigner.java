package io.deputy.issuer.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import io.deputy.minting.Signer;
import io.deputy.minting.SignerUnavailable;
import java.util.Objects;

/**
 * Signs in the form of JWS, with one of the issuer's keys: EdDSA (RFC 8037, section 3.1), or ES256
 * with R and S of 32 bytes each (RFC 7518, section 3.4).
 */
public record JwsSigner(Signer signer) {
  private static final int ES256_BYTES = 64;

  public JwsSigner {
    Objects.requireNonNull(signer);
  }

  /**
   * Signs {@code message}.
   *
   * @throws SignerUnavailable if what holds the key does not sign now
   */
  public Bytes sign(Bytes message) {
    try {
      Bytes signature = signer.sign(message);
      return signer.publicKey().algorithm() == PublicKey.Algorithm.SECP256R1
          ? Bytes.of(ECDSA.transcodeSignatureToConcat(signature.toArray(), ES256_BYTES))
          : signature;
    } catch (JOSEException e) {
      throw new IllegalStateException("a signature is not in DER", e);
    }
  }
}
