package io.deputy.log;

import io.deputy.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The right edge of a growing tree: all that is needed of it to add leaves and to tell its root.
 * Immutable.
 *
 * @param size how many leaves there are
 * @param peaks hashes of the full subtrees that the leaves fall into, the largest first: one for
 *     each bit of the size
 */
public record Frontier(long size, List<Bytes> peaks) {
  /** Before the first leaf. */
  public static final Frontier EMPTY = new Frontier(0, List.of());

  /**
   * @throws IllegalArgumentException if there are more peaks, or fewer, than a tree of that size
   *     has
   */
  public Frontier {
    peaks = List.copyOf(peaks);
    if (size < 0 || peaks.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException("a tree has one peak for each bit of its size");
    }
  }

  /** The tree with one leaf more. */
  public Frontier with(Bytes leafHash) {
    return with(leafHash, full -> {});
  }

  /**
   * The tree with one leaf more.
   *
   * @param leafHash as {@link TreeHash#leaf} makes it
   * @param full told of each subtree of tiles that this leaf fills, from the leaf itself up
   */
  public Frontier with(Bytes leafHash, Consumer<Subtree> full) {
    List<Bytes> left = new ArrayList<>(peaks);
    Bytes hash = leafHash;
    full.accept(new Subtree(0, size, hash));
    int height = 0;
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      hash = TreeHash.node(left.remove(left.size() - 1), hash);
      height++;
      if (height % Tile.HEIGHT == 0) {
        full.accept(new Subtree(height / Tile.HEIGHT, size >> height, hash));
      }
    }
    left.add(hash);
    return new Frontier(size + 1, left);
  }

  /** The tree head. */
  public TreeHead head() {
    if (peaks.isEmpty()) {
      return TreeHead.EMPTY;
    }
    Bytes root = peaks.get(peaks.size() - 1);
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = TreeHash.node(peaks.get(i), root);
    }
    return new TreeHead(size, root);
  }
}
