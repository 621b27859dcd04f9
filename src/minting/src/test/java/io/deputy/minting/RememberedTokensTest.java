package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.SignaturePayloads;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.Term;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.UnverifiedChain;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a verifier remembers changes nothing but how long it takes: every token is decided as by a
 * verifier that has seen none.
 */
class RememberedTokensTest {
  private static final long SEED = 20261124;
  private static final InMemoryEd25519 OTHER_ROOT = Story.key(7, 77);

  private static Minted first;
  private static Minted second;
  private static Minted third;
  private static Verifier warm;

  @BeforeAll
  static void mint() throws Refusal {
    first = Story.first();
    second = Story.MINTER.next(first.chain(), Story.same(first, Story.RESEARCHER));
    third = Story.MINTER.next(second.chain(), Story.same(second, Story.SUMMARIZER));
    warm = new Verifier(Story.KEYS);
    for (Minted token : List.of(first, second, third)) {
      warm.verify(bytes(token));
    }
  }

  @Test
  void knownToken_isNeitherReadNorVerifiedAgain() throws Refusal {
    Verifier verifier = new Verifier(Story.KEYS);
    VerifiedChain chain = verifier.verify(bytes(third));
    assertThat(verifier.verify(Bytes.of(bytes(third).toArray()))).isSameAs(chain);
  }

  @Test
  void childOfKnownParent_takesItsBlocksAsTheyAre() throws Refusal {
    Verifier verifier = new Verifier(Story.KEYS);
    List<SignedBlock> parents = verifier.verify(bytes(second)).biscuit().content().blocks();
    VerifiedChain child = verifier.verify(bytes(third));
    List<SignedBlock> blocks = child.biscuit().content().blocks();
    assertThat(blocks.get(0)).isSameAs(parents.get(0));
    assertThat(blocks.get(1)).isSameAs(parents.get(1));
    VerifiedChain alone = new Verifier(Story.KEYS).verify(bytes(third));
    assertThat(child.hops()).isEqualTo(alone.hops());
    assertThat(child.rights()).isEqualTo(alone.rights());
    assertThat(child.biscuit().revocationIds()).isEqualTo(alone.biscuit().revocationIds());
    assertThat(child.biscuit().content().encode()).isEqualTo(bytes(third));
  }

  @Test
  void siblingOfKnownToken_takesTheBlocksOfTheirParent() throws Refusal {
    Verifier verifier = new Verifier(Story.KEYS);
    SignedBlock known = verifier.verify(bytes(third)).biscuit().content().blocks().get(1);
    Minted sibling = Story.MINTER.next(second.chain(), Story.same(second, Story.ORCHESTRATOR));
    VerifiedChain chain = verifier.verify(bytes(sibling));
    assertThat(chain.biscuit().content().blocks().get(1)).isSameAs(known);
    assertThat(chain.last().holder()).isEqualTo(Story.ORCHESTRATOR);
  }

  @Test
  void genuineTokens_areDecidedTheSame() throws Refusal {
    for (Minted token : List.of(first, second, third)) {
      assertThat(same(bytes(token))).isInstanceOf(Decision.Allowed.class);
    }
  }

  @Test
  void knownTokenOutOfTimeOrPlaceOrHands_isDeniedForTheSameReason() throws Refusal {
    Bytes token = bytes(third);
    ProvenKey proven = new ProvenKey(Story.SUMMARIZER.key());
    PresentedRequest here = new PresentedRequest("mcp-gateway", Story.createIssue());
    PresentedRequest elsewhere = new PresentedRequest("other-gateway", Story.createIssue());
    Instant early = Story.NOW.minusSeconds(31);
    assertReason(warm.check(token, here, proven, Story.LATER), Reason.TOKEN_EXPIRED);
    assertReason(warm.check(token, here, proven, early), Reason.TOKEN_NOT_YET_VALID);
    assertReason(warm.check(token, elsewhere, proven, Story.NOW), Reason.AUDIENCE_MISMATCH);
    assertReason(warm.check(token, here, ProvenKey.NONE, Story.NOW), Reason.HOLDER_KEY_UNPROVEN);
    assertReason(
        warm.check(token, here, new ProvenKey(Story.RESEARCHER.key()), Story.NOW),
        Reason.HOLDER_KEY_MISMATCH);
  }

  @Test
  void everyChangedByteOfKnownToken_isRefusedTheSame() {
    Random random = new Random(SEED);
    byte[] token = bytes(third).toArray();
    for (int at = 0; at < token.length; at++) {
      byte[] changed = token.clone();
      changed[at] ^= (byte) (1 << random.nextInt(8));
      assertRefused(same(Bytes.of(changed)));
    }
    assertThat(same(bytes(third))).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void blocksInAnotherOrderOrLeftOutOrTwice_areRefusedTheSame() throws Exception {
    Bytes token = bytes(third);
    assertRefused(same(Forge.reassembled(token, b -> List.of(b.get(0), b.get(2), b.get(1)))));
    assertRefused(same(Forge.reassembled(token, b -> List.of(b.get(0), b.get(2)))));
    assertRefused(same(Forge.reassembled(token, b -> List.of(b.get(1), b.get(2)))));
    assertRefused(same(Forge.reassembled(token, b -> List.of(b.get(0), b.get(1)))));
    assertRefused(
        same(Forge.reassembled(token, b -> List.of(b.get(0), b.get(1), b.get(2), b.get(2)))));
    assertRefused(same(Forge.reassembled(bytes(Story.first()), b -> blocks(third))));
  }

  @Test
  void forgedChildOfKnownParent_isRefused() throws Exception {
    Block hop = HopBlocks.hop(second.chain(), Story.same(second, Story.ORCHESTRATOR));
    Bytes forged = Forge.attested(bytes(second), hop, Story.ATTACKER);
    assertReason(same(forged), Reason.ATTESTATION_KEY_UNKNOWN);

    Bytes payload = BlockAuthor.author(hop);
    Bytes previous = second.chain().biscuit().content().last().signature();
    Bytes attested = Story.ATTESTATION.sign(SignaturePayloads.externalV1(payload, previous));
    assertReason(same(child(payload, attested, Story.ATTACKER)), Reason.SIGNATURE_INVALID);
    Bytes moved = Story.ATTESTATION.sign(SignaturePayloads.externalV1(payload, attested));
    assertReason(same(child(payload, moved, nextKey(second))), Reason.SIGNATURE_INVALID);
    assertThat(same(child(payload, attested, nextKey(second))))
        .isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void childOfKnownParent_isStillReadAsTheNextHop() throws Exception {
    Block again = HopBlocks.hop(first.chain(), Story.same(first, Story.ORCHESTRATOR));
    assertReason(
        same(Forge.attested(bytes(second), again, Story.ATTESTATION)), Reason.HOP_NUMBER_WRONG);
    Bytes deep = bytes(third);
    for (int number = 3; number <= 5; number++) {
      VerifiedChain parent = Story.VERIFIER.verify(deep);
      Block hop = HopBlocks.hop(parent, Story.same(third, Story.ORCHESTRATOR));
      deep = Forge.attested(deep, hop, Story.ATTESTATION);
      if (number < 5) {
        assertThat(same(deep)).isInstanceOf(Decision.Allowed.class);
      }
    }
    assertReason(same(deep), Reason.DEPTH_EXCEEDED);
  }

  @Test
  void knownBlocksWithAnotherProof_areRefused() throws Exception {
    UnverifiedBiscuit content = UnverifiedBiscuit.parse(bytes(third));
    OptionalLong root = content.rootKeyNumber();
    Bytes parents =
        ((Proof.NextSecret) UnverifiedBiscuit.parse(bytes(second)).proof()).unsafeNextSecret();
    for (Bytes secret : List.of(parents, Bytes.of(new byte[32]))) {
      assertReason(
          same(ContainerWriter.token(root, blocks(third), secret)), Reason.SIGNATURE_INVALID);
    }
    Bytes sealed =
        SignaturePayloads.seal(
            content.last().payload(), content.last().nextKey(), content.last().signature());
    Bytes genuine = nextKey(third).sign(sealed);
    Bytes forged = Story.ATTACKER.sign(sealed);
    assertThat(same(ContainerWriter.sealedToken(root, blocks(third), genuine)))
        .isInstanceOf(Decision.Allowed.class);
    assertReason(
        same(ContainerWriter.sealedToken(root, blocks(third), forged)), Reason.SIGNATURE_INVALID);
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
    assertThat(decide(verifier, bytes(third))).isInstanceOf(Decision.Allowed.class);
    Bytes renamed = under(OptionalLong.of(OTHER_ROOT.number()));
    assertReason(decide(verifier, renamed), Reason.SIGNATURE_INVALID);
    assertReason(decide(verifier, under(OptionalLong.of(9))), Reason.ROOT_KEY_UNKNOWN);
    assertReason(decide(verifier, under(OptionalLong.empty())), Reason.ROOT_KEY_MISSING);
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
      assertReason(decide(after, bytes(third)), Reason.KEY_COMPROMISED);
      assertRefused(decide(new Verifier(new TrustedKeys(without)), bytes(third)));
    }
    assertThat(decide(warm, bytes(third))).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void holdersBlocksAfterKnownOnes_shareTheirSymbols() throws Exception {
    Bytes once = Forge.plain(bytes(second), Holders.named("search_issues"));
    Bytes twice = Forge.plain(once, Holders.before(5));
    Bytes thrice = Forge.plain(twice, Holders.named("search_issues"));
    for (Bytes token : List.of(once, twice, thrice, once, thrice)) {
      assertThat(same(token)).isInstanceOf(Decision.Allowed.class);
    }
    // The same symbols once more, as if the earlier blocks had none.
    Bytes repeated =
        Forge.append(twice, BlockAuthor.author(Holders.named("search_issues")), Optional.empty());
    assertReason(same(repeated), Reason.TOKEN_MALFORMED);
  }

  @Test
  void moreThanAFewChecksOfHolders_areNotRemembered() throws Exception {
    Verifier verifier = new Verifier(Story.KEYS);
    Bytes few = Forge.plain(bytes(second), Holders.named("x".repeat(600)));
    assertThat(verifier.verify(few)).isSameAs(verifier.verify(few));
    Bytes many = Forge.plain(few, Holders.named("y".repeat(600)));
    VerifiedChain once = verifier.verify(many);
    VerifiedChain again = verifier.verify(many);
    assertThat(again).isNotSameAs(once);
    assertThat(again.biscuit().content().blocks().get(3))
        .isNotSameAs(once.biscuit().content().blocks().get(3));
    assertThat(same(many)).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void statementsOfKnownBlocks_countInTheChild() throws Exception {
    Block many =
        Forge.withFacts(
            Holders.before(5),
            facts -> {
              for (int i = 0; i < 95; i++) {
                facts.add(Predicate.of("time", new Term.Int(i)));
              }
              return facts;
            });
    Bytes once = Forge.plain(bytes(second), many);
    assertThat(same(once)).isInstanceOf(Decision.Allowed.class);
    assertReason(same(Forge.plain(once, many)), Reason.TOKEN_TOO_MANY_STATEMENTS);
  }

  @Test
  void hopThatItsSignerSignedAgain_isAnotherToken() throws Exception {
    SignedBlock last = second.chain().biscuit().content().last();
    Bytes previous = first.chain().biscuit().content().last().signature();
    InMemoryEd25519 next = Story.key(0, 98);
    Bytes signature =
        nextKey(first)
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
            List.of(blocks(first).get(0), block),
            next.secret().expose());
    assertThat(same(resigned)).isInstanceOf(Decision.Allowed.class);
    assertThat(warm.verify(resigned).biscuit().revocationIds().get(1)).isEqualTo(signature);
  }

  @Test
  void manyThreads_decideTheSame() throws Exception {
    Verifier shared = new Verifier(Story.KEYS);
    byte[] changed = bytes(third).toArray();
    changed[changed.length / 2] ^= 1;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        Minted genuine = List.of(first, second, third).get(i % 3);
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

  /** The decision of a verifier that has seen the genuine tokens; a new one's must be the same. */
  private static Decision same(Bytes token) {
    Decision cold = decide(new Verifier(Story.KEYS), token);
    for (int i = 0; i < 2; i++) {
      assertThat(told(decide(warm, token))).isEqualTo(told(cold));
    }
    return cold;
  }

  /** Everything that a decision says. */
  private static Object told(Decision decision) {
    if (!(decision instanceof Decision.Allowed allowed)) {
      return decision;
    }
    VerifiedChain chain = allowed.chain();
    return List.of(
        chain.biscuit().content().token(),
        chain.biscuit().content().blocks(),
        chain.biscuit().revocationIds(),
        chain.issuer(),
        chain.id(),
        chain.user(),
        chain.hops(),
        chain.rights(),
        chain.holderBlocks());
  }

  /** What whoever has the key that the token names gets. */
  private static Decision decide(Verifier verifier, Bytes token) {
    ProvenKey proven = ProvenKey.NONE;
    try {
      proven = new ProvenKey(UnverifiedChain.read(token).last().holder().key());
    } catch (Refusal unreadable) {
      // Then it names nobody.
    }
    PresentedRequest presented = new PresentedRequest("mcp-gateway", Story.createIssue());
    return verifier.check(token, presented, proven, Story.NOW);
  }

  private static Bytes bytes(Minted minted) {
    return minted.token().expose();
  }

  private static List<Bytes> blocks(Minted minted) {
    return minted.chain().biscuit().content().blocks().stream().map(SignedBlock::encoded).toList();
  }

  private static InMemoryEd25519 nextKey(Minted minted) {
    Proof proof = minted.chain().biscuit().content().proof();
    return new InMemoryEd25519(0, new Secret(((Proof.NextSecret) proof).unsafeNextSecret()));
  }

  /** The second token with one more block, signed by {@code signer}. */
  private static Bytes child(Bytes payload, Bytes attested, Signer signer) {
    InMemoryEd25519 next = Story.key(0, 97);
    Bytes previous = second.chain().biscuit().content().last().signature();
    Bytes signature =
        signer.sign(
            SignaturePayloads.blockV1(payload, next.publicKey(), previous, Optional.of(attested)));
    List<Bytes> blocks = new ArrayList<>(blocks(second));
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

  /** The third token as if another key had signed its authority. */
  private static Bytes under(OptionalLong rootKeyNumber) {
    return ContainerWriter.token(rootKeyNumber, blocks(third), nextKey(third).secret().expose());
  }

  private static void assertReason(Decision decision, Reason reason) {
    assertThat(decision).isInstanceOf(Decision.Denied.class);
    assertThat(((Decision.Denied) decision).reason()).isEqualTo(reason);
  }

  private static void assertRefused(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Denied.class);
  }
}
