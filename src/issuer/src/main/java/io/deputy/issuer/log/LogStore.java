package io.deputy.issuer.log;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.log.HashSource;
import io.deputy.log.LogKind;
import io.deputy.log.TreeHead;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Port: where the log is kept, for all instances. Only grows. Everything throws {@code
 * record_unavailable} if it cannot be used now.
 */
public interface LogStore extends HashSource {
  /**
   * An entry and where it stands.
   *
   * @param index of its leaf, from 0
   * @param entry its text
   */
  record Leaf(long index, String entry) {
    public Leaf {
      Objects.requireNonNull(entry);
    }
  }

  /**
   * A checkpoint that was signed.
   *
   * @param size of the log
   * @param note as it was signed
   */
  record Signed(long size, String note) {
    public Signed {
      Objects.requireNonNull(note);
    }
  }

  /**
   * Makes leaves of what waits for it, and commits them with the head that they lead to; nothing if
   * another instance is at it.
   *
   * @param most how many leaves at once
   * @return how many it were
   */
  int integrate(int most) throws Refusal;

  /** How far the log is: the newest head that was committed. */
  TreeHead head() throws Refusal;

  /** Keeps a checkpoint of a head that was committed; one that is there already stays. */
  void keep(long size, int key, String note) throws Refusal;

  /** Whether there is a checkpoint of this size by this key. */
  boolean isSigned(long size, int key) throws Refusal;

  /**
   * The checkpoint with the most leaves.
   *
   * @param not keys whose checkpoints do not count
   */
  Optional<Signed> newest(Set<Integer> not) throws Refusal;

  /** Entries from this index on, as many as that. */
  List<Bytes> entries(long from, int count) throws Refusal;

  /** The first leaf of a row. */
  Optional<Leaf> leaf(LogKind kind, String key) throws Refusal;
}
