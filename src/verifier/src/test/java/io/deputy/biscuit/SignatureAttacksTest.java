package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures that some verifiers accept, and changes that some do not notice: all refused. */
class SignatureAttacksTest {
  /** The order of Ed25519's group (RFC 8032, section 5.1). */
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final Bytes PAYLOAD = Tokens.emptyPayload();
  private static final Bytes THIRD_PARTY = Tokens.secret(99);

  static Stream<Bytes> smallOrderPoints() {
    return Stream.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "0000000000000000000000000000000000000000000000000000000000000080",
            "0100000000000000000000000000000000000000000000000000000000000080",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")
        .map(Bytes::ofHex);
  }

  @Test
  void signatureWithTheGroupOrderAddedToSIsRefused() throws Refusal {
    UnverifiedBiscuit token = UnverifiedBiscuit.parse(Tokens.of(PAYLOAD));
    Bytes signature = token.last().signature();
    BigInteger s = littleEndian(signature.slice(32, 64));
    int changed = 0;
    for (int k = 1; k < 16; k++) {
      BigInteger other = s.add(ORDER.multiply(BigInteger.valueOf(k)));
      if (other.bitLength() <= 256) {
        byte[] forged = signature.toArray();
        System.arraycopy(littleEndian(other), 0, forged, 32, 32);
        assertInvalid(withSignature(token, Bytes.of(forged)));
        changed++;
      }
    }
    assertThat(changed).isGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("smallOrderPoints")
  void smallOrderRootKeyIsRefused(Bytes point) throws Refusal {
    PublicKey key = new PublicKey(PublicKey.Algorithm.ED25519, point);
    UnverifiedBiscuit token = UnverifiedBiscuit.parse(Tokens.of(PAYLOAD));
    byte[] forged = new byte[64];
    System.arraycopy(point.toArray(), 0, forged, 0, 32);
    UnverifiedBiscuit changed = withSignature(token, Bytes.of(forged));
    assertThatThrownBy(() -> changed.verify(key)).isInstanceOf(Refusal.class);
    forged[0] = 1;
    Arrays.fill(forged, 1, 32, (byte) 0);
    UnverifiedBiscuit identity = withSignature(token, Bytes.of(forged));
    assertThatThrownBy(() -> identity.verify(key)).isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @MethodSource("smallOrderPoints")
  void smallOrderPointInASignatureIsRefused(Bytes point) {
    Forgery forgery = Forgery.with(point);
    assertThat(StrictEd25519.verify(forgery.key, forgery.message, forgery.signature)).isFalse();
  }

  @Test
  void theSmallOrderForgeryIsReal() {
    // The identity as R satisfies the equation, so only the check on R refuses it.
    Forgery forgery = Forgery.with(smallOrderPoints().skip(1).findFirst().orElseThrow());
    byte[] message = forgery.message.toArray();
    assertThat(
            Ed25519.verify(
                forgery.signature.toArray(),
                0,
                forgery.key.toArray(),
                0,
                message,
                0,
                message.length))
        .isTrue();
  }

  @Test
  void tokenSignedByAnotherKeyIsRefused() throws Refusal {
    UnverifiedBiscuit token = UnverifiedBiscuit.parse(Tokens.of(PAYLOAD));
    assertThatThrownBy(() -> token.verify(Tokens.publicKey(Tokens.secret(77))))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.SIGNATURE_INVALID));
  }

  @Test
  void blockFromAnotherTokenIsRefused() throws Refusal {
    Tokens mine = new Tokens().add(PAYLOAD).add(PAYLOAD);
    Tokens other = new Tokens().add(Payload.factWith(Payload.integer(1))).add(PAYLOAD);
    List<Bytes> mixed = List.of(mine.blocks().get(0), other.blocks().get(1));
    assertInvalid(
        UnverifiedBiscuit.parse(
            ContainerWriter.token(OptionalLong.empty(), mixed, mine.nextSecret())));
  }

  @Test
  void thirdPartyBlockFromAnotherTokenIsRefused() throws Refusal {
    Tokens other = new Tokens().add(Payload.factWith(Payload.integer(1)));
    SignedBlock.ExternalSignature stolen = other.external(PAYLOAD, THIRD_PARTY);
    assertInvalid(
        UnverifiedBiscuit.parse(
            new Tokens().add(PAYLOAD).add(PAYLOAD, Optional.of(stolen)).token()));
  }

  @Test
  void removedBlockIsRefused() throws Refusal {
    Tokens tokens = new Tokens().add(PAYLOAD).add(PAYLOAD);
    assertInvalid(
        UnverifiedBiscuit.parse(
            ContainerWriter.token(
                OptionalLong.empty(), tokens.blocks().subList(0, 1), tokens.nextSecret())));
  }

  @Test
  void thirdPartyBlockWithTheOldLayoutIsRefused() {
    Tokens tokens = new Tokens().add(PAYLOAD);
    Bytes next = Tokens.secret(3);
    Bytes old =
        ContainerWriter.signedBlock(
            PAYLOAD,
            Tokens.publicKey(next),
            Bytes.of(new byte[64]),
            0,
            Optional.of(tokens.external(PAYLOAD, THIRD_PARTY)));
    Bytes token =
        ContainerWriter.token(OptionalLong.empty(), List.of(tokens.blocks().get(0), old), next);
    assertThatThrownBy(() -> UnverifiedBiscuit.parse(token))
        .isInstanceOfSatisfying(
            Refusal.class,
            r -> assertThat(r.reason()).isEqualTo(Reason.SIGNATURE_VERSION_UNSUPPORTED));
  }

  @Test
  void authorityWithAnExternalSignatureIsRefused() {
    Bytes block =
        ContainerWriter.signedBlock(
            PAYLOAD,
            Tokens.publicKey(Tokens.secret(2)),
            Bytes.of(new byte[64]),
            1,
            Optional.of(new SignedBlock.ExternalSignature(Tokens.ROOT, Bytes.of(new byte[64]))));
    Bytes token = ContainerWriter.token(OptionalLong.empty(), List.of(block), Tokens.secret(2));
    assertThatThrownBy(() -> UnverifiedBiscuit.parse(token)).isInstanceOf(Refusal.class);
  }

  @Test
  void sealHoldsAndItsChangesAreRefused() throws Refusal {
    Tokens tokens = new Tokens().add(PAYLOAD).add(PAYLOAD);
    SignedBlock last = UnverifiedBiscuit.parse(tokens.token()).last();
    Bytes seal =
        Tokens.sign(
            tokens.nextSecret(),
            SignaturePayloads.seal(last.payload(), last.nextKey(), last.signature()));
    UnverifiedBiscuit sealed =
        UnverifiedBiscuit.parse(
            ContainerWriter.sealedToken(OptionalLong.empty(), tokens.blocks(), seal));
    assertThat(sealed.verify(Tokens.ROOT).content().isSealed()).isTrue();
    byte[] changed = seal.toArray();
    changed[3] ^= 1;
    assertInvalid(
        UnverifiedBiscuit.parse(
            ContainerWriter.sealedToken(OptionalLong.empty(), tokens.blocks(), Bytes.of(changed))));
  }

  @Test
  void everySingleByteChangeIsRefusedOrChangesTheUnsignedHintOnly() throws Refusal {
    Bytes token =
        new Tokens()
            .add(Payload.factWith(Payload.integer(5)))
            .addThirdParty(Payload.checkWith(Payload.bool()), THIRD_PARTY)
            .token();
    UnverifiedBiscuit original = UnverifiedBiscuit.parse(token);
    int accepted = 0;
    for (int i = 0; i < token.size(); i++) {
      for (int flip : new int[] {0x01, 0x02, 0x10, 0x80, 0xff}) {
        byte[] changed = token.toArray();
        changed[i] ^= (byte) flip;
        try {
          UnverifiedBiscuit read = UnverifiedBiscuit.parse(Bytes.of(changed));
          read.verify(Tokens.ROOT);
          assertThat(read.blocks()).isEqualTo(original.blocks());
          assertThat(read.rootKeyNumber()).isNotEqualTo(original.rootKeyNumber());
          accepted++;
        } catch (Refusal expected) {
          assertThat(expected.getMessage()).doesNotContain("\n");
        }
      }
    }
    // The hint is one byte, and four of the five changes leave it in its shortest form.
    assertThat(accepted).isBetween(1, 4);
  }

  private static UnverifiedBiscuit withSignature(UnverifiedBiscuit token, Bytes signature)
      throws Refusal {
    SignedBlock block = token.last();
    Bytes changed =
        ContainerWriter.signedBlock(
            block.payload(), block.nextKey(), signature, 1, Optional.empty());
    return UnverifiedBiscuit.parse(
        ContainerWriter.token(OptionalLong.empty(), List.of(changed), Tokens.secret(2)));
  }

  private static void assertInvalid(UnverifiedBiscuit token) {
    assertThatThrownBy(() -> token.verify(Tokens.ROOT))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.SIGNATURE_INVALID));
  }

  private static BigInteger littleEndian(Bytes bytes) {
    byte[] reversed = new byte[bytes.size()];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = bytes.at(reversed.length - 1 - i);
    }
    return new BigInteger(1, reversed);
  }

  private static byte[] littleEndian(BigInteger number) {
    byte[] bytes = new byte[32];
    BigInteger rest = number;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = rest.byteValue();
      rest = rest.shiftRight(8);
    }
    return bytes;
  }

  private static Bytes concat(Bytes first, Bytes second) {
    byte[] all = Arrays.copyOf(first.toArray(), first.size() + second.size());
    System.arraycopy(second.toArray(), 0, all, first.size(), second.size());
    return Bytes.of(all);
  }

  private static byte[] sha512(Bytes bytes) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(bytes.toArray());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A signature whose R is a chosen point: with S = h·a, S·B = R + h·A but for R. */
  private record Forgery(Bytes key, Bytes message, Bytes signature) {
    static Forgery with(Bytes point) {
      Bytes secret = Tokens.secret(1);
      byte[] hashed = sha512(secret);
      hashed[0] &= (byte) 0xf8;
      hashed[31] = (byte) ((hashed[31] & 0x7f) | 0x40);
      BigInteger scalar = littleEndian(Bytes.of(hashed, 0, 32));
      Bytes key = Tokens.publicKey(secret).encoded();
      Bytes message = Payload.text("message");
      BigInteger challenge = littleEndian(Bytes.of(sha512(concat(concat(point, key), message))));
      Bytes s = Bytes.of(littleEndian(challenge.multiply(scalar).mod(ORDER)));
      return new Forgery(key, message, concat(point, s));
    }
  }
}
