package io.deputy.minting;

import static io.deputy.minting.Remembered.FIRST;
import static io.deputy.minting.Remembered.SECOND;
import static io.deputy.minting.Remembered.THIRD;
import static io.deputy.minting.Remembered.WARM;
import static io.deputy.minting.Remembered.bytes;
import static io.deputy.minting.Remembered.decide;
import static io.deputy.minting.Remembered.same;
import static io.deputy.minting.Remembered.secret;
import static io.deputy.minting.Story.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.SignaturePayloads;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.VerifiedChain;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Verifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What a verifier remembers changes nothing but how long it takes: every token is decided as by a
 * verifier that has seen none.
 */
class RememberedTokensTest {
  private static final long SEED = 20261124;
  private static final InMemoryEd25519 OTHER_ROOT = Story.key(7, 77);

  @Test
  void knownToken_isNeitherReadNorVerifiedAgain() throws Refusal {
    Verifier verifier = new Verifier(Story.KEYS);
    VerifiedChain chain = verifier.verify(bytes(THIRD));
    assertThat(verifier.verify(Bytes.of(bytes(THIRD).toArray()))).isSameAs(chain);
  }

  @Test
  void childOfKnownParent_takesItsBlocksAsTheyAre() throws Refusal {
    Verifier verifier = new Verifier(Story.KEYS);
    List<SignedBlock> parents = verifier.verify(bytes(SECOND)).biscuit().content().blocks();
    VerifiedChain child = verifier.verify(bytes(THIRD));
    List<SignedBlock> blocks = child.biscuit().content().blocks();
    assertThat(blocks.get(0)).isSameAs(parents.get(0));
    assertThat(blocks.get(1)).isSameAs(parents.get(1));
    VerifiedChain alone = new Verifier(Story.KEYS).verify(bytes(THIRD));
    assertThat(child.hops()).isEqualTo(alone.hops());
    assertThat(child.rights()).isEqualTo(alone.rights());
    assertThat(child.biscuit().revocationIds()).isEqualTo(alone.biscuit().revocationIds());
    assertThat(child.biscuit().content().encode()).isEqualTo(bytes(THIRD));
  }

  @Test
  void siblingOfKnownToken_takesTheBlocksOfTheirParent() throws Refusal {
    Verifier verifier = new Verifier(Story.KEYS);
    SignedBlock known = verifier.verify(bytes(THIRD)).biscuit().content().blocks().get(1);
    Minted sibling = Story.MINTER.next(SECOND.chain(), Story.same(SECOND, Story.ORCHESTRATOR));
    VerifiedChain chain = verifier.verify(bytes(sibling));
    assertThat(chain.biscuit().content().blocks().get(1)).isSameAs(known);
    assertThat(chain.last().holder()).isEqualTo(Story.ORCHESTRATOR);
  }

  @Test
  void genuineTokens_areDecidedTheSame() throws Refusal {
    for (Minted token : List.of(FIRST, SECOND, THIRD)) {
      assertThat(same(bytes(token))).isInstanceOf(Decision.Allowed.class);
    }
  }

  @Test
  void knownTokenOutOfTimeOrPlaceOrHands_isDeniedForTheSameReason() throws Refusal {
    Bytes token = bytes(THIRD);
    ProvenKey proven = new ProvenKey(Story.SUMMARIZER.key());
    PresentedRequest here = new PresentedRequest("mcp-gateway", Story.createIssue());
    PresentedRequest elsewhere = new PresentedRequest("other-gateway", Story.createIssue());
    Instant early = Story.NOW.minusSeconds(31);
    assertDenied(WARM.check(token, here, proven, Story.LATER), Reason.TOKEN_EXPIRED);
    assertDenied(WARM.check(token, here, proven, early), Reason.TOKEN_NOT_YET_VALID);
    assertDenied(WARM.check(token, elsewhere, proven, Story.NOW), Reason.AUDIENCE_MISMATCH);
    assertDenied(WARM.check(token, here, ProvenKey.NONE, Story.NOW), Reason.HOLDER_KEY_UNPROVEN);
    assertDenied(
        WARM.check(token, here, new ProvenKey(Story.RESEARCHER.key()), Story.NOW),
        Reason.HOLDER_KEY_MISMATCH);
  }

  @Test
  void everyChangedByteOfKnownToken_isRefusedTheSame() {
    Random random = new Random(SEED);
    byte[] token = bytes(THIRD).toArray();
    for (int at = 0; at < token.length; at++) {
      byte[] changed = token.clone();
      changed[at] ^= (byte) (1 << random.nextInt(8));
      assertRefused(same(Bytes.of(changed)));
    }
    assertThat(same(bytes(THIRD))).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void blocksInAnotherOrderOrLeftOutOrTwice_areRefusedTheSame() throws Exception {
    Bytes token = bytes(THIRD);
    assertRefused(same(Forge.reassembled(token, b -> List.of(b.get(0), b.get(2), b.get(1)))));
    assertRefused(same(Forge.reassembled(token, b -> List.of(b.get(0), b.get(2)))));
    assertRefused(same(Forge.reassembled(token, b -> List.of(b.get(1), b.get(2)))));
    assertRefused(same(Forge.reassembled(token, b -> List.of(b.get(0), b.get(1)))));
    assertRefused(
        same(Forge.reassembled(token, b -> List.of(b.get(0), b.get(1), b.get(2), b.get(2)))));
    assertRefused(same(Forge.reassembled(bytes(Story.first()), b -> blocks(THIRD))));
  }

  @Test
  void forgedChildOfKnownParent_isRefused() throws Exception {
    Block hop = HopBlocks.hop(SECOND.chain(), Story.same(SECOND, Story.ORCHESTRATOR));
    Bytes forged = Forge.attested(bytes(SECOND), hop, Story.ATTACKER);
    assertDenied(same(forged), Reason.ATTESTATION_KEY_UNKNOWN);

    Bytes payload = BlockAuthor.author(hop);
    Bytes previous = SECOND.chain().biscuit().content().last().signature();
    Bytes attested = Story.ATTESTATION.sign(SignaturePayloads.externalV1(payload, previous));
    assertDenied(same(child(payload, attested, Story.ATTACKER)), Reason.SIGNATURE_INVALID);
    Bytes moved = Story.ATTESTATION.sign(SignaturePayloads.externalV1(payload, attested));
    assertDenied(same(child(payload, moved, nextKey(SECOND))), Reason.SIGNATURE_INVALID);
    assertThat(same(child(payload, attested, nextKey(SECOND))))
        .isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void childOfKnownParent_isStillReadAsTheNextHop() throws Exception {
    Block again = HopBlocks.hop(FIRST.chain(), Story.same(FIRST, Story.ORCHESTRATOR));
    assertDenied(
        same(Forge.attested(bytes(SECOND), again, Story.ATTESTATION)), Reason.HOP_NUMBER_WRONG);
    Bytes deep = bytes(THIRD);
    for (int number = 3; number <= 5; number++) {
      VerifiedChain parent = Story.VERIFIER.verify(deep);
      Block hop = HopBlocks.hop(parent, Story.same(THIRD, Story.ORCHESTRATOR));
      deep = Forge.attested(deep, hop, Story.ATTESTATION);
      if (number < 5) {
        assertThat(same(deep)).isInstanceOf(Decision.Allowed.class);
      }
    }
    assertDenied(same(deep), Reason.DEPTH_EXCEEDED);
  }

  @Test
  void knownBlocksWithAnotherProof_areRefused() throws Exception {
    UnverifiedBiscuit content = UnverifiedBiscuit.parse(bytes(THIRD));
    OptionalLong root = content.rootKeyNumber();
    for (Bytes secret : List.of(secret(bytes(SECOND)), Bytes.of(new byte[32]))) {
      assertDenied(
          same(ContainerWriter.token(root, blocks(THIRD), secret)), Reason.SIGNATURE_INVALID);
    }
    Bytes sealed =
        SignaturePayloads.seal(
            content.last().payload(), content.last().nextKey(), content.last().signature());
    Bytes genuine = nextKey(THIRD).sign(sealed);
    Bytes forged = Story.ATTACKER.sign(sealed);
    assertThat(same(ContainerWriter.sealedToken(root, blocks(THIRD), genuine)))
        .isInstanceOf(Decision.Allowed.class);
    assertDenied(
        same(ContainerWriter.sealedToken(root, blocks(THIRD), forged)), Reason.SIGNATURE_INVALID);
  }

  @Test
  void knownBlocksUnderAnotherRootKeyNumber_areRefused() throws Exception {
    TrustedKeys keys =
        new TrustedKeys(
            List.of(
                Story.KEYS.keys().get(0),
                Story.KEYS.keys().get(1),
                Story.trusted(OTHER_ROOT, TrustedKey.Role.ROOT)));
    Verifier verifier = new Verifier(keys);
    assertThat(decide(verifier, bytes(THIRD))).isInstanceOf(Decision.Allowed.class);
    Bytes renamed = under(OptionalLong.of(OTHER_ROOT.number()));
    assertDenied(decide(verifier, renamed), Reason.SIGNATURE_INVALID);
    assertDenied(decide(verifier, under(OptionalLong.of(9))), Reason.ROOT_KEY_UNKNOWN);
    assertDenied(decide(verifier, under(OptionalLong.empty())), Reason.ROOT_KEY_MISSING);
  }

  @Test
  void keysThatWereCompromisedOrDropped_leaveNothingRemembered() throws Refusal {
    for (InMemoryEd25519 key : List.of(Story.ROOT, Story.ATTESTATION)) {
      List<TrustedKey> compromised = new ArrayList<>();
      List<TrustedKey> without = new ArrayList<>();
      for (TrustedKey each : Story.KEYS.keys()) {
        boolean bad = each.number() == key.number();
        compromised.add(
            bad
                ? new TrustedKey(
                    each.number(),
                    each.role(),
                    TrustedKey.State.COMPROMISED,
                    each.issuer(),
                    each.key())
                : each);
        if (!bad) {
          without.add(each);
        }
      }
      Verifier after = new Verifier(new TrustedKeys(compromised));
      assertDenied(decide(after, bytes(THIRD)), Reason.KEY_COMPROMISED);
      assertRefused(decide(new Verifier(new TrustedKeys(without)), bytes(THIRD)));
    }
    assertThat(decide(WARM, bytes(THIRD))).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void hopThatItsSignerSignedAgain_isAnotherToken() throws Exception {
    SignedBlock last = SECOND.chain().biscuit().content().last();
    Bytes previous = FIRST.chain().biscuit().content().last().signature();
    InMemoryEd25519 next = Story.key(0, 98);
    Bytes signature =
        nextKey(FIRST)
            .sign(
                SignaturePayloads.blockV1(
                    last.payload(),
                    next.publicKey(),
                    previous,
                    last.external().map(SignedBlock.ExternalSignature::signature)));
    Bytes block =
        ContainerWriter.signedBlock(
            last.payload(), next.publicKey(), signature, 1, last.external());
    Bytes resigned =
        ContainerWriter.token(
            OptionalLong.of(Story.ROOT.number()),
            List.of(blocks(FIRST).get(0), block),
            next.secret().expose());
    assertThat(same(resigned)).isInstanceOf(Decision.Allowed.class);
    assertThat(WARM.verify(resigned).biscuit().revocationIds().get(1)).isEqualTo(signature);
  }

  @Test
  void manyThreads_decideTheSame() throws Exception {
    Verifier shared = new Verifier(Story.KEYS);
    byte[] changed = bytes(THIRD).toArray();
    changed[changed.length / 2] ^= 1;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        Minted genuine = List.of(FIRST, SECOND, THIRD).get(i % 3);
        tasks.add(
            () ->
                decide(shared, bytes(genuine)) instanceof Decision.Allowed
                    && decide(shared, Bytes.of(changed)) instanceof Decision.Denied);
      }
      Collections.shuffle(tasks, new Random(SEED));
      for (Future<Boolean> task : threads.invokeAll(tasks)) {
        assertThat(task.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Bytes> blocks(Minted minted) {
    return minted.chain().biscuit().content().blocks().stream().map(SignedBlock::encoded).toList();
  }

  private static InMemoryEd25519 nextKey(Minted minted) throws Refusal {
    return new InMemoryEd25519(0, new Secret(secret(bytes(minted))));
  }

  /** The SECOND token with one more block, signed by {@code signer}. */
  private static Bytes child(Bytes payload, Bytes attested, Signer signer) {
    InMemoryEd25519 next = Story.key(0, 97);
    Bytes previous = SECOND.chain().biscuit().content().last().signature();
    Bytes signature =
        signer.sign(
            SignaturePayloads.blockV1(payload, next.publicKey(), previous, Optional.of(attested)));
    List<Bytes> blocks = new ArrayList<>(blocks(SECOND));
    blocks.add(
        ContainerWriter.signedBlock(
            payload,
            next.publicKey(),
            signature,
            1,
            Optional.of(
                new SignedBlock.ExternalSignature(Story.ATTESTATION.publicKey(), attested))));
    return ContainerWriter.token(
        OptionalLong.of(Story.ROOT.number()), blocks, next.secret().expose());
  }

  /** The THIRD token as if another key had signed its authority. */
  private static Bytes under(OptionalLong rootKeyNumber) throws Refusal {
    return ContainerWriter.token(rootKeyNumber, blocks(THIRD), nextKey(THIRD).secret().expose());
  }

  private static void assertRefused(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Denied.class);
  }
}
