package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.biscuit.ContainerWriter;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.Verifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** With or without memory, whatever was remembered, a token is decided the same. */
class RememberedTokensProperties {
  /** What happens to a token before it is presented. */
  enum Change {
    NONE,
    BYTE_FLIPPED,
    BLOCK_DROPPED,
    BLOCKS_SWAPPED,
    BLOCK_TWICE,
    PROOF_OF_ANOTHER,
    ROOT_RENUMBERED,
    HOP_BY_ATTACKER,
    HOP_SIGNED_AGAIN,
    HOLDERS_BLOCK
  }

  /** A change, and two numbers that say where. */
  record Changed(Change change, int one, int other) {}

  @Property(tries = 300)
  void memory_changesNoDecision(
      @ForAll("hops") int hops,
      @ForAll("seen") Set<Integer> seen,
      @ForAll("changes") List<Changed> changes,
      @ForAll("request") Request request)
      throws Exception {
    List<Bytes> chain = chain(hops);
    Verifier warm = new Verifier(Story.KEYS);
    for (int parent : seen) {
      warm.verify(chain.get(parent % hops));
    }
    PresentedRequest presented = new PresentedRequest("mcp-gateway", request);
    ProvenKey proven = new ProvenKey(Story.ORCHESTRATOR.key());
    for (Changed changed : changes) {
      Bytes token = apply(changed, chain);
      Decision cold = new Verifier(Story.KEYS).check(token, presented, proven, Story.NOW);
      for (int i = 0; i < 2; i++) {
        Decision decision = warm.check(token, presented, proven, Story.NOW);
        assertThat(Remembered.told(decision)).isEqualTo(Remembered.told(cold));
      }
      Statistics.collect(changed.change(), cold.getClass().getSimpleName());
    }
  }

  private static Bytes apply(Changed changed, List<Bytes> chain) throws Exception {
    Bytes token = chain.get(chain.size() - 1);
    Bytes parent = chain.get(Math.max(chain.size() - 2, 0));
    int at = changed.one() % chain.size();
    return switch (changed.change()) {
      case NONE -> token;
      case BYTE_FLIPPED -> flipped(token, changed.one(), changed.other());
      case BLOCK_DROPPED ->
          chain.size() == 1 ? token : Forge.reassembled(token, b -> without(b, at));
      case BLOCKS_SWAPPED ->
          Forge.reassembled(token, b -> swapped(b, at, changed.other() % chain.size()));
      case BLOCK_TWICE -> Forge.reassembled(token, b -> twice(b, at));
      case PROOF_OF_ANOTHER -> withBlocksOf(token, parent, OptionalLong.of(Story.ROOT.number()));
      case ROOT_RENUMBERED -> withBlocksOf(token, token, OptionalLong.of(changed.one()));
      case HOP_BY_ATTACKER ->
          Forge.attested(parent, UnverifiedBiscuit.parse(token).last().block(), Story.ATTACKER);
      case HOP_SIGNED_AGAIN ->
          Forge.attested(parent, UnverifiedBiscuit.parse(token).last().block(), Story.ATTESTATION);
      case HOLDERS_BLOCK -> Forge.plain(token, Holders.before(changed.one() % 3 - 1));
    };
  }

  /** Tokens of one chain, each a hop longer than the one before. */
  private static List<Bytes> chain(int hops) throws Exception {
    List<Bytes> chain = new ArrayList<>();
    Minted last = Story.MINTER.first(new ChainId(Story.id()), Story.ALICE, terms(Story.RIGHTS));
    chain.add(last.token().expose());
    while (chain.size() < hops) {
      last = Story.MINTER.next(last.chain(), terms(last.chain().rights()));
      chain.add(last.token().expose());
    }
    return chain;
  }

  private static HopTerms terms(Rights rights) {
    return new HopTerms(
        new HopId(Story.id()),
        Story.ORCHESTRATOR,
        Story.NOW,
        Story.LATER,
        Story.GATEWAYS,
        7,
        rights);
  }

  private static Bytes withBlocksOf(Bytes token, Bytes proof, OptionalLong rootKeyNumber)
      throws Exception {
    return ContainerWriter.token(
        rootKeyNumber,
        UnverifiedBiscuit.parse(token).blocks().stream().map(SignedBlock::encoded).toList(),
        Remembered.secret(proof));
  }

  private static Bytes flipped(Bytes token, int at, int bit) {
    byte[] bytes = token.toArray();
    bytes[at % bytes.length] ^= (byte) (1 << (bit % Byte.SIZE));
    return Bytes.of(bytes);
  }

  private static List<Bytes> without(List<Bytes> blocks, int index) {
    blocks.remove(index);
    return blocks;
  }

  private static List<Bytes> twice(List<Bytes> blocks, int index) {
    blocks.add(index, blocks.get(index));
    return blocks;
  }

  private static List<Bytes> swapped(List<Bytes> blocks, int one, int other) {
    Collections.swap(blocks, one, other);
    return blocks;
  }

  @Provide
  Arbitrary<Integer> hops() {
    return Arbitraries.integers().between(1, 8);
  }

  @Provide
  Arbitrary<Set<Integer>> seen() {
    return Arbitraries.integers().between(0, 7).set().ofMaxSize(4);
  }

  @Provide
  Arbitrary<Request> request() {
    return Arbitraries.oneOf(Arbitraries.just(Story.createIssue()), Samples.requests());
  }

  @Provide
  Arbitrary<List<Changed>> changes() {
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 10_000);
    return Combinators.combine(Arbitraries.of(Change.class), numbers, numbers)
        .as(Changed::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }
}
