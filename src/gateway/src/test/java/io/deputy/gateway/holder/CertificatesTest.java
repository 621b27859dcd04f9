package io.deputy.gateway.holder;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.deputy.Bytes;
import io.deputy.chain.Thumbprint;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The key of a certificate has the thumbprint that a well-kept library gives it. */
class CertificatesTest {
  /** Some keys have a coordinate that begins with zeros; among so many one does nearly always. */
  private static final int MANY = 600;

  private static KeyPairGenerator p256() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator;
  }

  private static Optional<Thumbprint> of(Base64URL thumbprint) {
    return Optional.of(new Thumbprint(Bytes.ofBase64Url(thumbprint.toString())));
  }

  @Test
  void ofP256() throws Exception {
    KeyPairGenerator generator = p256();
    for (int i = 0; i < MANY; i++) {
      ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
      assertThat(Certificates.thumbprint(key))
          .isEqualTo(of(new ECKey.Builder(Curve.P_256, key).build().computeThumbprint()));
    }
  }

  @Test
  void ofRsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    RSAPublicKey key = (RSAPublicKey) generator.generateKeyPair().getPublic();

    assertThat(Certificates.thumbprint(key))
        .isEqualTo(of(new RSAKey.Builder(key).build().computeThumbprint()));
  }

  @Test
  void ofEd25519() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    Base64URL x =
        Base64URL.encode(Bytes.of(encoded, encoded.length - 32, encoded.length).toArray());

    assertThat(Certificates.thumbprint(pair.getPublic()))
        .isEqualTo(of(new OctetKeyPair.Builder(Curve.Ed25519, x).build().computeThumbprint()));
  }

  @Test
  void ofOtherKeysThereIsNone() throws Exception {
    KeyPairGenerator p384 = KeyPairGenerator.getInstance("EC");
    p384.initialize(new ECGenParameterSpec("secp384r1"));

    assertThat(Certificates.thumbprint(p384.generateKeyPair().getPublic())).isEmpty();
    assertThat(
            Certificates.thumbprint(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic()))
        .isEmpty();
    assertThat(Certificates.proven(null)).isEmpty();
  }
}
