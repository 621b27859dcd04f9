package io.deputy.issuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.biscuit.PublicKey;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.json.TrustBundleJson;
import io.deputy.minting.Signer;
import io.deputy.verify.TrustBundle;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JwsSignerTest {
  private static final String ISSUER = "https://deputy.acme.example";

  /** One signature in 128 has a half that begins with a zero. */
  private static final int ENOUGH = 10_000;

  /** Signs as a PKCS#11 module does: in DER. */
  private record InModule(KeyPair pair) implements Signer {
    @Override
    public int number() {
      return 5;
    }

    @Override
    public PublicKey publicKey() {
      ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
      ByteArrayOutputStream encoded = new ByteArrayOutputStream();
      encoded.write(point.getAffineY().testBit(0) ? 3 : 2);
      byte[] x = point.getAffineX().toByteArray();
      byte[] padded = new byte[32];
      int size = Math.min(x.length, 32);
      System.arraycopy(x, x.length - size, padded, 32 - size, size);
      encoded.writeBytes(padded);
      return new PublicKey(PublicKey.Algorithm.SECP256R1, Bytes.of(encoded.toByteArray()));
    }

    @Override
    public Bytes sign(Bytes message) {
      try {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(message.toArray());
        return Bytes.of(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void aBundleOfAP256KeyVerifies() throws Exception {
    KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
    pairs.initialize(new ECGenParameterSpec("secp256r1"));
    InModule signer = new InModule(pairs.generateKeyPair());
    TrustedKeys pinned =
        new TrustedKeys(
            List.of(
                new TrustedKey(
                    5,
                    TrustedKey.Role.BUNDLE,
                    TrustedKey.State.ACTIVE,
                    ISSUER,
                    signer.publicKey())));
    // The first one, and the first of which a half is shorter in DER.
    boolean isShort = false;
    for (int i = 0; i < ENOUGH && !isShort; i++) {
      TrustBundle bundle = bundle(i);
      String text =
          TrustBundleJson.write(bundle, 5, signer.publicKey(), new JwsSigner(signer)::sign);
      byte[] signature = Base64.getUrlDecoder().decode(text.substring(text.lastIndexOf('.') + 1));
      assertThat(signature).hasSize(64);
      isShort = signature[0] == 0 || signature[32] == 0;
      if (i == 0 || isShort) {
        assertThat(TrustBundleJson.read(text, pinned)).isEqualTo(bundle);
      }
    }
    assertThat(isShort).isTrue();
  }

  private static TrustBundle bundle(int second) {
    return new TrustBundle(
        ISSUER,
        Instant.ofEpochSecond(1_800_000_000L + second),
        Duration.ofMinutes(1),
        new TrustedKeys(List.of()),
        0,
        0,
        false,
        List.of(),
        Optional.empty());
  }
}
