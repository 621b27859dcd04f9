package io.deputy.log;

import io.deputy.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Hashes of a Merkle tree with SHA-256. Leaves and nodes begin differently, so that no leaf can be
 * taken for a node.
 *
 * <p>Source: RFC 6962, section 2.1.
 */
public final class TreeHash {
  /** Bytes of a hash. */
  public static final int SIZE = 32;

  /** The root of the tree without leaves: the hash of nothing. */
  public static final Bytes OF_EMPTY_TREE = Bytes.EMPTY.sha256();

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private TreeHash() {}

  /** The hash of a leaf with this content. */
  public static Bytes leaf(Bytes entry) {
    MessageDigest digest = sha256();
    digest.update(LEAF);
    digest.update(entry.toArray());
    return Bytes.of(digest.digest());
  }

  /** The hash of a node above these two. */
  public static Bytes node(Bytes left, Bytes right) {
    MessageDigest digest = sha256();
    digest.update(NODE);
    digest.update(left.toArray());
    digest.update(right.toArray());
    return Bytes.of(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
