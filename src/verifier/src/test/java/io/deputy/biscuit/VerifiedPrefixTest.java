package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A prefix spares the work on exactly its own bytes, under the key that verified them. */
class VerifiedPrefixTest {
  private static final Bytes PARENT = token("a");
  private static final Bytes CHILD = token("a", "b");

  private static Bytes token(String... symbols) {
    Tokens tokens = new Tokens();
    for (String symbol : symbols) {
      tokens.add(Payload.message().bytes(1, Payload.text(symbol)).number(3, 6).toBytes());
    }
    return tokens.token();
  }

  private static VerifiedPrefix parent() throws Refusal {
    return UnverifiedBiscuit.parse(PARENT).verify(Tokens.ROOT).prefix(1);
  }

  private static UnverifiedBiscuit continued(Bytes token) throws Refusal {
    return Container.cut(token, Limits.STANDARD).read(parent());
  }

  @Test
  void childOfThePrefix_isReadAndVerifiedAsWhenItIsReadAlone() throws Refusal {
    UnverifiedBiscuit child = continued(CHILD);
    assertThat(child.encode()).isEqualTo(CHILD);
    assertThat(child.verify(Tokens.ROOT).revocationIds())
        .isEqualTo(UnverifiedBiscuit.parse(CHILD).verify(Tokens.ROOT).revocationIds());
  }

  @Test
  void childUnderAnotherRootKey_isVerifiedInFull() throws Refusal {
    UnverifiedBiscuit child = continued(CHILD);
    assertRefused(() -> child.verify(Tokens.publicKey(Tokens.secret(66))));
  }

  @Test
  void signatureAfterThePrefix_isVerified() throws Refusal {
    List<SignedBlock> blocks = UnverifiedBiscuit.parse(CHILD).blocks();
    SignedBlock last = blocks.get(1);
    byte[] signature = last.signature().toArray();
    signature[40] ^= 1;
    Bytes forged =
        ContainerWriter.signedBlock(
            last.payload(), last.nextKey(), Bytes.of(signature), 1, last.external());
    UnverifiedBiscuit child =
        continued(
            ContainerWriter.token(
                OptionalLong.of(7), List.of(blocks.get(0).encoded(), forged), Tokens.secret(3)));
    assertRefused(() -> child.verify(Tokens.ROOT));
  }

  @Test
  void proofAfterThePrefix_isVerified() throws Refusal {
    Bytes encoded = UnverifiedBiscuit.parse(PARENT).blocks().get(0).encoded();
    UnverifiedBiscuit same =
        continued(ContainerWriter.token(OptionalLong.of(7), List.of(encoded), Tokens.secret(66)));
    assertRefused(() -> same.verify(Tokens.ROOT));
  }

  @Test
  void tokenThatBeginsOtherwise_isNotRead() {
    assertThatThrownBy(() -> continued(token("b", "a")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                Container.cut(PARENT, Limits.STANDARD)
                    .read(UnverifiedBiscuit.parse(CHILD).verify(Tokens.ROOT).prefix(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void prefixOfNoBlocksOrMoreThanThereAre_isNone() throws Refusal {
    VerifiedBiscuit token = UnverifiedBiscuit.parse(CHILD).verify(Tokens.ROOT);
    assertThat(token.prefix(2).size()).isEqualTo(2);
    assertThatThrownBy(() -> token.prefix(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> token.prefix(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void symbolsOfThePrefix_areKnownAfterIt() {
    assertThatThrownBy(() -> continued(token("a", "a")))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.TOKEN_MALFORMED));
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.SIGNATURE_INVALID));
  }
}
