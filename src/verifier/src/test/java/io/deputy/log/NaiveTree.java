package io.deputy.log;

import io.deputy.Bytes;
import io.deputy.Refusal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * A second opinion: the definitions of RFC 6962, section 2.1, word for word, over lists of leaves.
 * Uses nothing of what it is to check.
 */
final class NaiveTree {
  private NaiveTree() {}

  static byte[] root(List<byte[]> leaves) {
    int n = leaves.size();
    if (n == 0) {
      return sha256(new byte[0]);
    }
    if (n == 1) {
      return sha256(new byte[] {0}, leaves.get(0));
    }
    int k = split(n);
    return sha256(new byte[] {1}, root(leaves.subList(0, k)), root(leaves.subList(k, n)));
  }

  static List<byte[]> path(int m, List<byte[]> leaves) {
    int n = leaves.size();
    if (n == 1) {
      return new ArrayList<>();
    }
    int k = split(n);
    List<byte[]> path;
    if (m < k) {
      path = path(m, leaves.subList(0, k));
      path.add(root(leaves.subList(k, n)));
    } else {
      path = path(m - k, leaves.subList(k, n));
      path.add(root(leaves.subList(0, k)));
    }
    return path;
  }

  static List<byte[]> proof(int m, List<byte[]> leaves) {
    return m == 0 || m == leaves.size() ? List.of() : subproof(m, leaves, true);
  }

  private static List<byte[]> subproof(int m, List<byte[]> leaves, boolean whole) {
    int n = leaves.size();
    if (m == n) {
      return new ArrayList<>(whole ? List.of() : List.of(root(leaves)));
    }
    int k = split(n);
    List<byte[]> proof;
    if (m <= k) {
      proof = subproof(m, leaves.subList(0, k), whole);
      proof.add(root(leaves.subList(k, n)));
    } else {
      proof = subproof(m - k, leaves.subList(k, n), false);
      proof.add(root(leaves.subList(0, k)));
    }
    return proof;
  }

  private static int split(int n) {
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Bytes> bytes(List<byte[]> hashes) {
    return hashes.stream().map(Bytes::of).toList();
  }

  /** Tiles with the hashes that C2SP tlog-tiles says: MTH(D[i * 256**l : (i + 1) * 256**l]). */
  static HashSource tiles(List<byte[]> leaves) {
    return (level, from, count) -> {
      int span = (int) Math.pow(256, level);
      List<Bytes> hashes = new ArrayList<>();
      for (long i = from; i < from + count; i++) {
        hashes.add(Bytes.of(root(leaves.subList((int) i * span, (int) (i + 1) * span))));
      }
      return hashes;
    };
  }

  static MerkleTree tree(List<byte[]> leaves, int size) throws Refusal {
    return new MerkleTree(tiles(leaves), size);
  }
}
