package io.deputy.log;

import io.deputy.Bytes;

/**
 * One state of a log: its first {@code size} leaves, in their order, and no others.
 *
 * @param size how many leaves
 * @param root the hash over all of them
 */
public record TreeHead(long size, Bytes root) {
  /** The log before its first leaf. */
  public static final TreeHead EMPTY = new TreeHead(0, TreeHash.OF_EMPTY_TREE);

  /**
   * @throws IllegalArgumentException if the size is negative, the root is no hash, or it is another
   *     one than that of no leaves and there are none
   */
  public TreeHead {
    if (size < 0 || root.size() != TreeHash.SIZE) {
      throw new IllegalArgumentException("a tree has a size from 0, and a root of 32 bytes");
    }
    if (size == 0 && !root.equals(TreeHash.OF_EMPTY_TREE)) {
      throw new IllegalArgumentException("this is not the root of a tree without leaves");
    }
  }
}
