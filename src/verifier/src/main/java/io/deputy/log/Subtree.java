package io.deputy.log;

import io.deputy.Bytes;
import java.util.Objects;

/**
 * A full subtree whose hash stands in a tile: over {@code 256^level} leaves, the first of them at
 * {@code index * 256^level}.
 *
 * @param level of the tile; 0 for a leaf
 * @param index among those of its level
 * @param hash the Merkle tree hash of those leaves
 */
public record Subtree(int level, long index, Bytes hash) {
  public Subtree {
    Objects.requireNonNull(hash);
  }
}
