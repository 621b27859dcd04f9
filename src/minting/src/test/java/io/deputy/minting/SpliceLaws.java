package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.Proof;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** L6: blocks of one chain have no place in another, or elsewhere in their own. */
class SpliceLaws {
  private static final int MOST_HOPS = 8;

  /** Every block of one chain, put before, after and in the place of every block of another. */
  @Property(tries = 6)
  void l6_blockOfAnotherChain_isRefusedInEveryPosition(
      @ForAll @IntRange(min = 1, max = MOST_HOPS) int hops,
      @ForAll @IntRange(min = 1, max = MOST_HOPS) int others)
      throws Exception {
    Minted chain = chain(hops);
    Minted other = chain(others);
    allowed(chain);
    List<Bytes> blocks = blocks(chain);
    for (Bytes foreign : blocks(other)) {
      for (int at = 0; at <= blocks.size(); at++) {
        List<Bytes> inserted = new ArrayList<>(blocks);
        inserted.add(at, foreign);
        refused(chain, inserted, chain);
        refused(chain, inserted, other);
        if (at < blocks.size()) {
          List<Bytes> replaced = new ArrayList<>(blocks);
          replaced.set(at, foreign);
          refused(chain, replaced, chain);
          refused(chain, replaced, other);
        }
      }
    }
  }

  /** The head of one chain and the tail of another, cut anywhere. */
  @Property(tries = 6)
  void l6_headOfOneAndTailOfAnother_areRefused(
      @ForAll @IntRange(min = 1, max = MOST_HOPS) int hops,
      @ForAll @IntRange(min = 1, max = MOST_HOPS) int others)
      throws Exception {
    Minted chain = chain(hops);
    Minted other = chain(others);
    List<Bytes> tail = blocks(other);
    for (int head = 1; head <= hops; head++) {
      for (int from = 0; from < tail.size(); from++) {
        List<Bytes> spliced = new ArrayList<>(blocks(chain).subList(0, head));
        spliced.addAll(tail.subList(from, tail.size()));
        refused(chain, spliced, other);
      }
    }
  }

  /** Blocks of a chain left out, or in another order. */
  @Property(tries = 10)
  void l6_blocksLeftOutOrMoved_areRefused(@ForAll @IntRange(min = 2, max = MOST_HOPS) int hops)
      throws Exception {
    Minted chain = chain(hops);
    List<Bytes> blocks = blocks(chain);
    for (int from = 0; from < hops; from++) {
      List<Bytes> without = new ArrayList<>(blocks);
      without.remove(from);
      refused(chain, without, chain);
      for (int to = 0; to < hops; to++) {
        if (to != from) {
          List<Bytes> moved = new ArrayList<>(without);
          moved.add(to, blocks.get(from));
          refused(chain, moved, chain);
        }
      }
    }
  }

  /** An attestation moved onto the same statement in another chain. */
  @Property(tries = 6)
  void l6_attestationOfAnotherChain_isRefused(@ForAll @IntRange(min = 2, max = MOST_HOPS) int hops)
      throws Exception {
    Minted chain = chain(hops - 1);
    SignedBlock foreign = chain(hops).chain().biscuit().content().last();
    Bytes token =
        Forge.appendExternal(
            chain.token().expose(), foreign.payload(), foreign.external().orElseThrow());
    assertThatThrownBy(() -> Story.VERIFIER.verify(token)).isInstanceOf(Refusal.class);
  }

  private static Minted chain(int hops) throws Exception {
    Holder holder = Story.ORCHESTRATOR;
    Minted last =
        Story.MINTER.first(
            new ChainId(Story.id()),
            Story.ALICE,
            new HopTerms(
                new HopId(Story.id()),
                holder,
                Story.NOW,
                Story.LATER,
                Story.GATEWAYS,
                MOST_HOPS - 1,
                Story.RIGHTS));
    for (int i = 1; i < hops; i++) {
      last = Story.MINTER.next(last.chain(), Story.same(last, holder));
    }
    return last;
  }

  private static List<Bytes> blocks(Minted chain) {
    return chain.chain().biscuit().content().blocks().stream().map(SignedBlock::encoded).toList();
  }

  private static void allowed(Minted chain) {
    assertThat(Story.check(chain.token().expose(), Story.createIssue(), Story.ORCHESTRATOR))
        .isInstanceOf(Decision.Allowed.class);
  }

  /** The blocks with the root number of one chain and the proof of another. */
  private static void refused(Minted chain, List<Bytes> blocks, Minted proof) {
    UnverifiedBiscuit content = chain.chain().biscuit().content();
    Proof secret = proof.chain().biscuit().content().proof();
    Bytes token =
        ContainerWriter.token(
            content.rootKeyNumber(), blocks, ((Proof.NextSecret) secret).unsafeNextSecret());
    Decision decision =
        Story.VERIFIER.check(
            token,
            new PresentedRequest("mcp-gateway", Story.createIssue()),
            new ProvenKey(Story.ORCHESTRATOR.key()),
            Story.NOW);
    // The whole of the other chain is no splice.
    if (!blocks.equals(blocks(proof))) {
      assertThat(decision).isInstanceOf(Decision.Denied.class);
    }
  }
}
