package io.deputy.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The tree is the one of RFC 6962, and a proof of anything else is none. */
class MerkleTreeProperties {
  /** Of Certificate Transparency's own implementations: eight leaves, and the root after each. */
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  /** Past a full tile, and into the level above it. */
  private static final int MOST = 700;

  private static List<byte[]> leaves(int count) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(new byte[] {(byte) i, (byte) (i >> 8)});
    }
    return leaves;
  }

  private static TreeHead head(List<byte[]> leaves) {
    return new TreeHead(leaves.size(), Bytes.of(NaiveTree.root(leaves)));
  }

  private static Frontier frontier(List<byte[]> leaves) {
    Frontier frontier = Frontier.EMPTY;
    for (byte[] leaf : leaves) {
      frontier = frontier.with(TreeHash.leaf(Bytes.of(leaf)));
    }
    return frontier;
  }

  @Example
  void rootsAreThoseThatEverybodyElseHas() {
    Frontier frontier = Frontier.EMPTY;
    for (int i = 0; i <= LEAVES.size(); i++) {
      assertThat(frontier.head()).isEqualTo(new TreeHead(i, Bytes.ofHex(ROOTS.get(i))));
      if (i < LEAVES.size()) {
        frontier = frontier.with(TreeHash.leaf(Bytes.ofHex(LEAVES.get(i))));
      }
    }
  }

  @Provide
  Arbitrary<List<byte[]>> entries() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(40).list().ofMaxSize(70);
  }

  @Property(tries = 200)
  void whateverIsAddedTheRootIsThatOfTheDefinition(@ForAll("entries") List<byte[]> leaves) {
    assertThat(frontier(leaves).head()).isEqualTo(head(leaves));
  }

  @Property(tries = 30)
  void theSubtreesThatFillUpAreThoseOfTheTiles(@ForAll @IntRange(max = MOST) int size)
      throws Refusal {
    List<byte[]> leaves = leaves(size);
    List<Subtree> full = new ArrayList<>();
    Frontier frontier = Frontier.EMPTY;
    for (byte[] leaf : leaves) {
      frontier = frontier.with(TreeHash.leaf(Bytes.of(leaf)), full::add);
    }
    assertThat(full).hasSize(size + size / Tile.WIDTH);
    for (Subtree subtree : full) {
      assertThat(NaiveTree.tiles(leaves).hashes(subtree.level(), subtree.index(), 1))
          .containsExactly(subtree.hash());
    }
    assertThat(NaiveTree.tree(leaves, size).frontier()).isEqualTo(frontier);
  }

  @Property(tries = 60)
  void inclusionIsProvedAndNothingElseIs(
      @ForAll @IntRange(min = 1, max = MOST) int size, @ForAll @IntRange(max = MOST) int any)
      throws Refusal {
    List<byte[]> leaves = leaves(size);
    int index = any % size;
    TreeHead head = head(leaves);
    Bytes leaf = TreeHash.leaf(Bytes.of(leaves.get(index)));
    List<Bytes> proof = NaiveTree.tree(leaves, size).inclusion(index);
    assertThat(proof).isEqualTo(NaiveTree.bytes(NaiveTree.path(index, leaves)));
    assertThat(Proofs.included(leaf, index, head, proof)).isTrue();
    Bytes other = TreeHash.leaf(Bytes.of((byte) 1, (byte) 2, (byte) 3));
    assertThat(Proofs.included(other, index, head, proof)).isFalse();
    assertThat(Proofs.included(leaf, (index + 1) % size, head, proof)).isEqualTo(size == 1);
    assertThat(Proofs.included(leaf, size, head, proof)).isFalse();
    assertThat(Proofs.included(leaf, -1, head, proof)).isFalse();
    damaged(proof)
        .forEach(
            bad -> assertThat(Proofs.included(leaf, index, head, bad)).as("%s", bad).isFalse());
  }

  @Property(tries = 60)
  void consistencyIsProvedAndNothingElseIs(
      @ForAll @IntRange(max = MOST) int size, @ForAll @IntRange(max = MOST) int any)
      throws Refusal {
    List<byte[]> leaves = leaves(size);
    int first = any % (size + 1);
    TreeHead before = head(leaves.subList(0, first));
    TreeHead after = head(leaves);
    List<Bytes> proof = NaiveTree.tree(leaves, size).consistency(first);
    assertThat(proof).isEqualTo(NaiveTree.bytes(NaiveTree.proof(first, leaves)));
    assertThat(Proofs.consistent(before, after, proof)).isTrue();
    assertThat(Proofs.consistent(after, before, proof)).isEqualTo(first == size);
    if (first > 0) {
      List<byte[]> rewritten = new ArrayList<>(leaves);
      rewritten.set(any % first, new byte[] {9, 9, 9});
      TreeHead fork = head(rewritten);
      assertThat(Proofs.consistent(before, fork, proof)).isFalse();
      assertThat(
              Proofs.consistent(before, fork, NaiveTree.tree(rewritten, size).consistency(first)))
          .isFalse();
    }
    damaged(proof)
        .forEach(bad -> assertThat(Proofs.consistent(before, after, bad)).as("%s", bad).isFalse());
  }

  /** One hash changed, left out, too short, or too many. */
  private static List<List<Bytes>> damaged(List<Bytes> proof) {
    List<List<Bytes>> all = new ArrayList<>();
    Bytes other = Bytes.of(new byte[TreeHash.SIZE]);
    IntStream.range(0, proof.size())
        .forEach(
            i -> {
              List<Bytes> changed = new ArrayList<>(proof);
              changed.set(i, other);
              all.add(changed);
              List<Bytes> shorter = new ArrayList<>(proof);
              shorter.remove(i);
              all.add(shorter);
              List<Bytes> cut = new ArrayList<>(proof);
              cut.set(i, proof.get(i).slice(0, TreeHash.SIZE - 1));
              all.add(cut);
            });
    List<Bytes> longer = new ArrayList<>(proof);
    longer.add(other);
    all.add(longer);
    return all;
  }

  /** A tree far too large to be held: the two ends of the arithmetic. */
  @Example
  void hugeTreesNeedOnlyTheirTiles() throws Refusal {
    long size = (1L << 40) + 300;
    Bytes same = Bytes.of(new byte[TreeHash.SIZE]);
    MerkleTree tree =
        new MerkleTree((level, from, count) -> java.util.Collections.nCopies(count, same), size);
    assertThat(tree.frontier().peaks()).hasSize(Long.bitCount(size));
    assertThat(tree.inclusion(size - 1)).hasSizeBetween(2, 64);
    assertThat(tree.consistency(1L << 39)).isNotEmpty();
  }
}
