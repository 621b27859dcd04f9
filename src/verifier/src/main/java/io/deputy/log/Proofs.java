package io.deputy.log;

import io.deputy.Bytes;
import java.util.List;

/**
 * Verifies proofs. Whatever is not exactly a proof of what is asked is none.
 *
 * <p>Source: RFC 9162, sections 2.1.3.2 and 2.1.4.2, which say of the trees of RFC 6962 how.
 */
public final class Proofs {
  private Proofs() {}

  /**
   * Whether a leaf is in a tree.
   *
   * @param leafHash as {@link TreeHash#leaf} makes it
   * @param index where it is to be, from 0
   * @param proof as {@link MerkleTree#inclusion} makes it
   */
  public static boolean included(Bytes leafHash, long index, TreeHead head, List<Bytes> proof) {
    if (index < 0 || index >= head.size()) {
      return false;
    }
    long at = index;
    long last = head.size() - 1;
    Bytes hash = leafHash;
    for (Bytes beside : proof) {
      if (last == 0 || beside.size() != TreeHash.SIZE) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        hash = TreeHash.node(beside, hash);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        hash = TreeHash.node(hash, beside);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && hash.equals(head.root());
  }

  /**
   * Whether {@code second} begins with all that {@code first} has: whether nothing was changed,
   * removed, moved or put in between.
   *
   * @param proof as {@link MerkleTree#consistency} makes it; none where nothing is to be proved
   */
  public static boolean consistent(TreeHead first, TreeHead second, List<Bytes> proof) {
    if (first.size() > second.size()) {
      return false;
    }
    if (first.size() == second.size()) {
      return proof.isEmpty() && first.root().equals(second.root());
    }
    if (first.size() == 0) {
      return proof.isEmpty();
    }
    boolean full = Long.bitCount(first.size()) == 1;
    if (proof.isEmpty() && !full) {
      return false;
    }
    long at = first.size() - 1;
    long last = second.size() - 1;
    while ((at & 1) == 1) {
      at >>= 1;
      last >>= 1;
    }
    Bytes one = full ? first.root() : proof.get(0);
    Bytes two = one;
    for (Bytes beside : full ? proof : proof.subList(1, proof.size())) {
      if (last == 0 || beside.size() != TreeHash.SIZE) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        one = TreeHash.node(beside, one);
        two = TreeHash.node(beside, two);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        two = TreeHash.node(two, beside);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && one.equals(first.root()) && two.equals(second.root());
  }
}
