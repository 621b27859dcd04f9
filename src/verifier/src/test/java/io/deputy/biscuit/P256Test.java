package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Refusal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.junit.jupiter.api.Test;

class P256Test {
  private static final ECDomainParameters CURVE =
      new ECDomainParameters(CustomNamedCurves.getByName("secp256r1"));
  private static final Bytes SECRET = Tokens.secret(5);
  private static final PublicKey ROOT =
      new PublicKey(PublicKey.Algorithm.SECP256R1, P256.publicKey(SECRET).orElseThrow());

  @Test
  void bothFormsOfSVerifyAndHaveOneRevocationId() throws Refusal {
    BigInteger[] signature = sign();
    Bytes low = der(signature[0], signature[1].min(CURVE.getN().subtract(signature[1])));
    Bytes high = der(signature[0], signature[1].max(CURVE.getN().subtract(signature[1])));
    VerifiedBiscuit first = token(low).verify(ROOT);
    VerifiedBiscuit second = token(high).verify(ROOT);
    assertThat(low).isNotEqualTo(high);
    assertThat(first.revocationIds()).isEqualTo(List.of(low));
    assertThat(second.revocationIds()).isEqualTo(List.of(low));
  }

  @Test
  void signaturesNotInCanonicalDerAreRefused() throws Refusal {
    BigInteger[] signature = sign();
    String hex = der(signature[0], signature[1]).toHex();
    assertRefused(Bytes.ofHex(hex + "00"));
    assertRefused(Bytes.ofHex("31" + hex.substring(2)));
    assertRefused(Bytes.ofHex(hex.substring(0, hex.length() - 2)));
    assertRefused(der(signature[0].negate(), signature[1]));
    assertRefused(der(BigInteger.ZERO, signature[1]));
    assertRefused(der(signature[0], BigInteger.ZERO));
    assertRefused(der(signature[0], signature[1].add(CURVE.getN())));
    assertRefused(Bytes.ofHex("3006" + "020100" + "020100"));
    assertRefused(Bytes.ofHex("3008" + "0202" + "0001" + "0202" + "0001"));
    assertRefused(Bytes.EMPTY);
    assertRefused(Bytes.of(new byte[64]));
  }

  @Test
  void keyThatIsNoPointOfTheCurveIsRefused() throws Refusal {
    BigInteger[] signature = sign();
    UnverifiedBiscuit token = token(der(signature[0], signature[1]));
    byte[] key = ROOT.encoded().toArray();
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      key[32] = (byte) i;
      PublicKey other = new PublicKey(PublicKey.Algorithm.SECP256R1, Bytes.of(key));
      if (!other.equals(ROOT)) {
        assertThatThrownBy(() -> token.verify(other)).isInstanceOf(Refusal.class);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(10);
  }

  @Test
  void secretOutsideTheGroupHasNoKey() {
    assertThat(P256.publicKey(Bytes.of(new byte[32]))).isEmpty();
    assertThat(P256.publicKey(Bytes.ofHex("ff".repeat(32)))).isEmpty();
  }

  @Test
  void tokenWhoseLastKeyIsP256HasItsProofChecked() throws Refusal {
    Bytes payload = Tokens.emptyPayload();
    Bytes signature = Tokens.sign(Tokens.ROOT_SECRET, SignaturePayloads.authorityV1(payload, ROOT));
    Bytes block = ContainerWriter.signedBlock(payload, ROOT, signature, 1, Optional.empty());
    Bytes right = ContainerWriter.token(OptionalLong.empty(), List.of(block), SECRET);
    Bytes wrong = ContainerWriter.token(OptionalLong.empty(), List.of(block), Tokens.secret(6));
    Bytes none =
        ContainerWriter.token(OptionalLong.empty(), List.of(block), Bytes.of(new byte[32]));
    assertThat(UnverifiedBiscuit.parse(right).verify(Tokens.ROOT).content().isSealed()).isFalse();
    assertThatThrownBy(() -> UnverifiedBiscuit.parse(wrong).verify(Tokens.ROOT))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> UnverifiedBiscuit.parse(none).verify(Tokens.ROOT))
        .isInstanceOf(Refusal.class);
  }

  private static BigInteger[] sign() {
    Bytes message =
        SignaturePayloads.authorityV1(Tokens.emptyPayload(), Tokens.publicKey(Tokens.secret(2)));
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, SECRET.toArray()), CURVE));
    return signer.generateSignature(message.sha256().toArray());
  }

  private static UnverifiedBiscuit token(Bytes signature) throws Refusal {
    Bytes next = Tokens.secret(2);
    Bytes block =
        ContainerWriter.signedBlock(
            Tokens.emptyPayload(), Tokens.publicKey(next), signature, 1, Optional.empty());
    return UnverifiedBiscuit.parse(
        ContainerWriter.token(OptionalLong.empty(), List.of(block), next));
  }

  private static void assertRefused(Bytes signature) throws Refusal {
    UnverifiedBiscuit token = token(signature);
    assertThatThrownBy(() -> token.verify(ROOT)).isInstanceOf(Refusal.class);
  }

  private static Bytes der(BigInteger r, BigInteger s) {
    byte[] first = r.toByteArray();
    byte[] second = s.toByteArray();
    String hex =
        "30%02x02%02x%s02%02x%s"
            .formatted(
                first.length + second.length + 4,
                first.length,
                Bytes.of(first).toHex(),
                second.length,
                Bytes.of(second).toHex());
    return Bytes.ofHex(hex);
  }
}
