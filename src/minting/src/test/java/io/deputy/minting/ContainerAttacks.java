package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.Holder;
import io.deputy.verify.Decision;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What anybody can do to the bytes of a genuine token. */
class ContainerAttacks {
  /** The order of the Ed25519 group (RFC 8032, section 5.1). */
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static Minted chainOfThree() throws Exception {
    Minted first = Story.first();
    Minted second = Story.MINTER.next(first.chain(), Story.same(first, Story.RESEARCHER));
    return Story.MINTER.next(second.chain(), Story.same(second, Story.SUMMARIZER));
  }

  @Test
  void alteredByteAnywhere_isRefused() throws Exception {
    Bytes token = chainOfThree().token().expose();
    assertThat(decide(token)).isInstanceOf(Decision.Allowed.class);
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    for (int i = 0; i < token.size(); i++) {
      for (int bit : new int[] {0x01, 0x80}) {
        byte[] altered = token.toArray();
        altered[i] ^= (byte) bit;
        Decision decision = decide(Bytes.of(altered));
        assertThat(decision).as("byte %d, bit %x", i, bit).isInstanceOf(Decision.Denied.class);
        reasons.add(((Decision.Denied) decision).reason());
      }
    }
    assertThat(reasons)
        .contains(Reason.SIGNATURE_INVALID, Reason.TOKEN_MALFORMED, Reason.ROOT_KEY_UNKNOWN);
  }

  @Test
  void tokenCutShortOrContinued_isRefused() throws Exception {
    Bytes token = chainOfThree().token().expose();
    for (int size = 0; size < token.size(); size++) {
      refused(token.slice(0, size), Reason.TOKEN_MALFORMED);
    }
    refused(
        Bytes.of(java.util.Arrays.copyOf(token.toArray(), token.size() + 1)),
        Reason.TOKEN_MALFORMED);
  }

  @Test
  void removedBlock_isRefused() throws Exception {
    Bytes token = chainOfThree().token().expose();
    refused(Forge.reassembled(token, blocks -> blocks.subList(0, 2)), Reason.SIGNATURE_INVALID);
    refused(
        Forge.reassembled(token, blocks -> List.of(blocks.get(0), blocks.get(2))),
        Reason.HOP_NUMBER_WRONG);
  }

  @Test
  void reorderedBlocks_areRefused() throws Exception {
    Bytes token = chainOfThree().token().expose();
    refused(
        Forge.reassembled(
            token,
            blocks -> {
              Collections.swap(blocks, 1, 2);
              return blocks;
            }),
        Reason.HOP_NUMBER_WRONG);
  }

  @Test
  void duplicatedBlock_isRefused() throws Exception {
    Bytes token = chainOfThree().token().expose();
    refused(
        Forge.reassembled(
            token,
            blocks -> {
              blocks.add(blocks.get(2));
              return blocks;
            }),
        Reason.HOP_NUMBER_WRONG);
  }

  @Test
  void reorderedPlainBlocks_areRefused() throws Exception {
    Bytes token = Story.first().token().expose();
    Bytes two = Forge.plain(Forge.plain(token, Holders.before(50)), Holders.before(40));
    assertThat(Story.check(two, Story.createIssue(), Story.ORCHESTRATOR))
        .isInstanceOf(Decision.Allowed.class);
    refused(
        Forge.reassembled(
            two,
            blocks -> {
              Collections.swap(blocks, 1, 2);
              return blocks;
            }),
        Reason.SIGNATURE_INVALID);
    refused(
        Forge.reassembled(two, blocks -> List.of(blocks.get(0), blocks.get(2))),
        Reason.SIGNATURE_INVALID);
  }

  @Test
  void attestedBlockMovedToAnotherToken_isRefused() throws Exception {
    Minted alices = Story.first();
    Minted researchers = Story.MINTER.next(alices.chain(), Story.same(alices, Story.RESEARCHER));
    SignedBlock attested = researchers.chain().biscuit().content().last();
    Bytes mallorys = Story.first().token().expose();
    refused(
        Forge.appendExternal(mallorys, attested.payload(), attested.external().orElseThrow()),
        Reason.SIGNATURE_INVALID);
    refused(
        Forge.reassembled(
            mallorys,
            blocks -> {
              blocks.add(attested.encoded());
              return blocks;
            }),
        Reason.SIGNATURE_INVALID);
  }

  @Test
  void proofOfAnotherToken_isRefused() throws Exception {
    UnverifiedBiscuit token = UnverifiedBiscuit.parse(Story.first().token().expose());
    UnverifiedBiscuit other = UnverifiedBiscuit.parse(Story.first().token().expose());
    refused(
        ContainerWriter.token(
            token.rootKeyNumber(),
            token.blocks().stream().map(SignedBlock::encoded).toList(),
            ((Proof.NextSecret) other.proof()).unsafeNextSecret()),
        Reason.SIGNATURE_INVALID);
  }

  @Test
  void signatureWithTheGroupOrderAdded_isRefusedInEveryBlock() throws Exception {
    Bytes token = chainOfThree().token().expose();
    UnverifiedBiscuit content = UnverifiedBiscuit.parse(token);
    for (int i = 0; i < content.blocks().size(); i++) {
      List<Bytes> encoded = new ArrayList<>();
      for (int j = 0; j < content.blocks().size(); j++) {
        SignedBlock block = content.blocks().get(j);
        encoded.add(
            i != j
                ? block.encoded()
                : ContainerWriter.signedBlock(
                    block.payload(),
                    block.nextKey(),
                    plusOrder(block.signature()),
                    1,
                    block.external()));
      }
      refused(Forge.reassembled(token, blocks -> encoded), Reason.SIGNATURE_INVALID);
    }
  }

  @Test
  void attestationWithTheGroupOrderAdded_isRefused() throws Exception {
    Minted first = Story.first();
    SignedBlock hop =
        Story.MINTER
            .next(first.chain(), Story.same(first, Story.RESEARCHER))
            .chain()
            .biscuit()
            .content()
            .last();
    SignedBlock.ExternalSignature external = hop.external().orElseThrow();
    refused(
        Forge.appendExternal(
            first.token().expose(),
            hop.payload(),
            new SignedBlock.ExternalSignature(external.key(), plusOrder(external.signature()))),
        Reason.SIGNATURE_INVALID);
  }

  @Test
  void tokenOf17KiB_isRefused() throws Exception {
    Bytes token = Story.first().token().expose();
    for (int i = 0; UnverifiedBiscuit.parse(token).token().size() < 15 * 1024; i++) {
      token = Forge.plain(token, Holders.named("x".repeat(1000) + i));
    }
    Bytes large = Forge.plain(token, Holders.named("x".repeat(2500)));
    assertThat(large.size()).isBetween(17 * 1024, 19 * 1024);
    refused(large, Reason.TOKEN_TOO_LARGE);
  }

  @Test
  void moreThan32Blocks_areRefused() throws Exception {
    Bytes token = Story.first().token().expose();
    for (int blocks = 1; blocks < 32; blocks++) {
      token = Forge.plain(token, Holders.before(50));
    }
    assertThat(Story.check(token, Story.createIssue(), Story.ORCHESTRATOR))
        .isInstanceOf(Decision.Allowed.class);
    refused(Forge.plain(token, Holders.before(50)), Reason.TOKEN_TOO_MANY_BLOCKS);
  }

  @Test
  void moreThanEightHops_areRefused() throws Exception {
    Minted hop = Story.first(7);
    for (int number = 1; number < 8; number++) {
      hop = Story.MINTER.next(hop.chain(), Story.same(hop, Story.ORCHESTRATOR));
    }
    Minted eighth = hop;
    assertThat(eighth.chain().last().number()).isEqualTo(7);
    Bytes ninth =
        Forge.attested(
            eighth.token().expose(),
            HopBlocks.hop(
                eighth.chain(), Story.same(eighth, new Holder("x", Story.RESEARCHER.key()))),
            Story.ATTESTATION);
    refused(ninth, Reason.DEPTH_EXCEEDED);
  }

  private static Bytes plusOrder(Bytes signature) {
    byte[] bytes = signature.toArray();
    byte[] s = new byte[33];
    for (int i = 0; i < 32; i++) {
      s[32 - i] = bytes[32 + i];
    }
    byte[] sum = new BigInteger(s).add(L).toByteArray();
    for (int i = 0; i < 32; i++) {
      int from = sum.length - 1 - i;
      bytes[32 + i] = from >= 0 ? sum[from] : 0;
    }
    return Bytes.of(bytes);
  }

  private static Decision decide(Bytes token) {
    return Story.check(token, Story.createIssue(), Story.SUMMARIZER);
  }

  private static void refused(Bytes token, Reason reason) {
    Decision decision = decide(token);
    Story.assertDenied(decision, reason);
  }
}
