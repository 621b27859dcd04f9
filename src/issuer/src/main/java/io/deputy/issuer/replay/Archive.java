package io.deputy.issuer.replay;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Port: the record, for reading, by whoever may only read. Everything throws {@code
 * record_unavailable} if it cannot be read.
 */
public interface Archive {
  /** Every state of every key, by number. */
  List<KeyEntry> keys() throws Refusal;

  /** Every version of the directory, by number. */
  List<DirectoryEntry> directories() throws Refusal;

  /** The content of a version of the directory, if it is there. */
  Optional<String> directory(Bytes digest) throws Refusal;

  /** Every chain that has a hop or a decision, in the order of ids, after one; at most so many. */
  List<ChainId> chains(Optional<ChainId> after, int most) throws Refusal;

  /** The rows about these chains, in their order; of a chain that is not there, none. */
  List<ChainRows> rows(List<ChainId> chains) throws Refusal;

  /** The chain of a hop, if it is on record. */
  Optional<ChainId> chainOf(UUID hop) throws Refusal;

  /** Batches in the order in which they were recorded, after one; at most so many. */
  List<BatchEntry> batches(Optional<BatchEntry> after, int most) throws Refusal;

  /** The decisions under the numbers of a batch, whichever batch brought them. */
  List<DecisionEntry> decisions(BatchEntry batch) throws Refusal;

  /**
   * Blocks of tokens by the digest that they stand under; those that are not there are left out.
   */
  Map<Bytes, Bytes> tokens(Collection<Bytes> digests) throws Refusal;

  /**
   * What is wrong with numbers that have no gaps, those of revocations and of the decisions of a
   * stream; and decisions whose batch is not there. Of each the first hundred.
   */
  List<Finding> irregular() throws Refusal;

  /** The numbers of revocations, in order, after one; at most so many. */
  List<Long> cursors(long after, int most) throws Refusal;

  /** Every tombstone, by number. */
  List<TombstoneEntry> tombstones() throws Refusal;

  /** The transparency log of the same record. */
  LogArchive log();
}
