package io.deputy.issuer.replay;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Port: the record, for reading, by whoever may only read. */
public interface Archive {
  /**
   * Every state of every key, by number.
   *
   * @throws Refusal {@code record_unavailable}, as everything here
   */
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

  /** The numbers that are missing among those of revocations, or stand there twice; at most 100. */
  List<Long> irregularRevocations() throws Refusal;
}
