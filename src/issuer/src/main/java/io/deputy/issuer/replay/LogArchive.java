package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.log.HashSource;
import io.deputy.log.LogKind;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Port: the transparency log as the database has it, for reading. Gives as hashes of leaves what
 * their entries hash to, and of other tiles those that there are. Everything throws {@code
 * record_unavailable} if it cannot be read.
 */
public interface LogArchive extends HashSource {
  /** How many leaves there are: the size of the newest head. */
  long size() throws Refusal;

  /** How many rows wait for a leaf. */
  long waiting() throws Refusal;

  /** Leaves in the order of their places, from this one on; at most so many. */
  List<LeafEntry> leaves(long from, int most) throws Refusal;

  /** Heads by size, above one size; at most so many. */
  List<HeadEntry> heads(long above, int most) throws Refusal;

  /** Checkpoints by size, above one size and up to another. */
  List<CheckpointEntry> checkpoints(long above, long upTo) throws Refusal;

  /**
   * The checkpoint with the most leaves.
   *
   * @param not numbers of keys whose checkpoints do not count
   */
  Optional<CheckpointEntry> newest(Set<Integer> not) throws Refusal;

  /**
   * What there is of these rows, and what the log has of them; in the order of the keys.
   *
   * @param keys which rows, by the key that leaves have
   */
  List<Logged> logged(LogKind kind, Collection<String> keys) throws Refusal;

  /**
   * Leaves whose row is not there, and does not lie under a tombstone; of each kind the first
   * hundred.
   */
  List<Finding> leavesWithoutRows() throws Refusal;
}
