package io.deputy.log;

import io.deputy.Bytes;
import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A tree of some size, as far as its tiles are needed: makes its root and proofs in it. Asks for
 * each tile once. Not safe for several threads.
 *
 * <p>Source: RFC 6962, sections 2.1 to 2.1.2.
 */
public final class MerkleTree {
  private record Place(int level, long tile) {}

  private final HashSource source;
  private final long size;
  private final Map<Place, List<Bytes>> read = new HashMap<>();

  /**
   * @param size how many leaves count; the source may have more
   */
  public MerkleTree(HashSource source, long size) {
    this.source = Objects.requireNonNull(source);
    this.size = size;
  }

  /** Its right edge, to go on from. */
  public Frontier frontier() throws Refusal {
    List<Bytes> peaks = new ArrayList<>();
    long from = 0;
    for (long rest = size; rest > 0; rest -= Long.highestOneBit(rest)) {
      peaks.add(subtree(from, Long.highestOneBit(rest)));
      from += Long.highestOneBit(rest);
    }
    return new Frontier(size, peaks);
  }

  /**
   * The proof that a leaf is in the tree: the hashes beside the way to the root, from the leaf's
   * sibling up (RFC 6962, section 2.1.1).
   *
   * @param index of the leaf, from 0
   */
  public List<Bytes> inclusion(long index) throws Refusal {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
    }
    List<Bytes> beside = new ArrayList<>();
    path(index, 0, size, beside);
    return beside;
  }

  private void path(long index, long from, long to, List<Bytes> beside) throws Refusal {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (index < middle) {
      path(index, from, middle, beside);
      beside.add(hash(middle, to));
    } else {
      path(index, middle, to, beside);
      beside.add(hash(from, middle));
    }
  }

  /**
   * The proof that the tree begins with all leaves of a smaller one, in their order (RFC 6962,
   * section 2.1.2).
   *
   * @param first the size of the smaller one
   */
  public List<Bytes> consistency(long first) throws Refusal {
    if (first < 0 || first > size) {
      throw new IllegalArgumentException("a tree of " + size + " leaves has none of " + first);
    }
    List<Bytes> proof = new ArrayList<>();
    if (first > 0 && first < size) {
      subproof(first, 0, size, true, proof);
    }
    return proof;
  }

  private void subproof(long first, long from, long to, boolean whole, List<Bytes> proof)
      throws Refusal {
    if (first == to) {
      if (!whole) {
        proof.add(hash(from, to));
      }
      return;
    }
    long middle = from + split(to - from);
    if (first <= middle) {
      subproof(first, from, middle, whole, proof);
      proof.add(hash(middle, to));
    } else {
      subproof(first, middle, to, false, proof);
      proof.add(hash(from, middle));
    }
  }

  /** The largest power of two below {@code count}. */
  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }

  /** The hash over these leaves; {@code from} is where a subtree of that many begins. */
  private Bytes hash(long from, long to) throws Refusal {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      return subtree(from, count);
    }
    long middle = from + split(count);
    return TreeHash.node(hash(from, middle), hash(middle, to));
  }

  /**
   * The hash of a full subtree: that of a tile, or made of some of them that stand side by side.
   */
  private Bytes subtree(long from, long count) throws Refusal {
    int height = Long.numberOfTrailingZeros(count);
    int level = height / Tile.HEIGHT;
    int width = 1 << (height % Tile.HEIGHT);
    long first = from >> (level * Tile.HEIGHT);
    List<Bytes> tile = tile(level, first / Tile.WIDTH);
    int at = (int) (first % Tile.WIDTH);
    List<Bytes> hashes = new ArrayList<>(tile.subList(at, at + width));
    while (hashes.size() > 1) {
      List<Bytes> above = new ArrayList<>(hashes.size() / 2);
      for (int i = 0; i < hashes.size(); i += 2) {
        above.add(TreeHash.node(hashes.get(i), hashes.get(i + 1)));
      }
      hashes = above;
    }
    return hashes.get(0);
  }

  private List<Bytes> tile(int level, long index) throws Refusal {
    Place place = new Place(level, index);
    List<Bytes> known = read.get(place);
    if (known == null) {
      int width = Tile.widthAt(level, index, size);
      known = List.copyOf(source.hashes(level, index * Tile.WIDTH, width));
      if (known.size() != width) {
        throw new IllegalStateException("a source gave other hashes than it was asked for");
      }
      read.put(place, known);
    }
    return known;
  }
}
