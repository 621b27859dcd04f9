package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import io.deputy.Bytes;
import io.deputy.issuer.acme.AcmeKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Which ES256 signatures verify; the library's own verifier, on the JDK, must say the same. */
class Es256Test {
  private static final AcmeKey KEY = AcmeKey.p256("key");
  private static final JWSHeader HEADER = new JWSHeader(JWSAlgorithm.ES256);
  private static final byte[] MESSAGE = "header.claims".getBytes(StandardCharsets.US_ASCII);
  private static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final byte[] signature = KEY.signer().apply(Bytes.of(MESSAGE)).toArray();

  private static boolean verifies(AcmeKey key, byte[] message, byte[] signature) throws Exception {
    ECKey jwk = (ECKey) key.jwk();
    Base64URL encoded = Base64URL.encode(signature);
    JWSVerifier peer = new ECDSAVerifier(jwk);
    boolean verified = new Es256JwsVerifier(jwk).verify(HEADER, message, encoded);
    assertThat(peer.verify(HEADER, message, encoded)).isEqualTo(verified);
    return verified;
  }

  @Test
  void aSignatureOfTheKeyVerifies() throws Exception {
    assertThat(verifies(KEY, MESSAGE, signature)).isTrue();
  }

  @Test
  void noOtherKeyAndNoOtherMessageDo() throws Exception {
    assertThat(verifies(AcmeKey.p256("other"), MESSAGE, signature)).isFalse();
    byte[] other = "header.claimz".getBytes(StandardCharsets.US_ASCII);
    assertThat(verifies(KEY, other, signature)).isFalse();
  }

  @Test
  void noChangedByteAndNoOtherLengthDo() throws Exception {
    for (int i = 0; i < signature.length; i++) {
      byte[] changed = signature.clone();
      changed[i] ^= 1;
      assertThat(verifies(KEY, MESSAGE, changed)).as("byte " + i).isFalse();
    }
    for (int length : new int[] {0, 32, 63, 65, 128}) {
      assertThat(verifies(KEY, MESSAGE, Arrays.copyOf(signature, length))).isFalse();
    }
  }

  @Test
  void zeroAndWhatIsNotBelowTheOrderDoNot() throws Exception {
    // CVE-2022-21449 is the JDK's signature of zeros that fits everything.
    for (BigInteger bad : new BigInteger[] {BigInteger.ZERO, ORDER, ORDER.add(BigInteger.ONE)}) {
      assertThat(verifies(KEY, MESSAGE, with(0, bad))).isFalse();
      assertThat(verifies(KEY, MESSAGE, with(32, bad))).isFalse();
    }
    assertThat(verifies(KEY, MESSAGE, new byte[64])).isFalse();
  }

  private byte[] with(int at, BigInteger value) {
    byte[] changed = signature.clone();
    byte[] bytes = Bytes.of(value.toByteArray()).toArray();
    Arrays.fill(changed, at, at + 32, (byte) 0);
    int length = Math.min(bytes.length, 32);
    System.arraycopy(bytes, bytes.length - length, changed, at + 32 - length, length);
    return changed;
  }
}
