package io.deputy.log;

import io.deputy.Bytes;
import io.deputy.Refusal;
import java.util.List;

/**
 * Where hashes of tiles come from: a database, a server or a folder. Nothing is taken on trust from
 * it where a proof that is made of its hashes is verified afterwards.
 */
public interface HashSource {
  /**
   * Consecutive hashes of one tile.
   *
   * @param level of the tile; 0 for leaf hashes
   * @param from the first one's index within the level
   * @param count how many; they lie within one tile
   * @throws Refusal if they cannot be had
   */
  List<Bytes> hashes(int level, long from, int count) throws Refusal;
}
