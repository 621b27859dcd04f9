package io.deputy.issuer.replay;

import io.deputy.Bytes;
import io.deputy.chain.ChainId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Every row about one chain.
 *
 * @param chain which
 * @param hops in order of depth
 * @param revocations those that may apply to it, by number; others may be among them
 * @param decisions those that name the chain
 * @param batches those that brought these decisions
 * @param tokens the blocks that these decisions speak of, by the digest that they stand under
 */
public record ChainRows(
    ChainId chain,
    List<HopEntry> hops,
    List<RevocationEntry> revocations,
    List<DecisionEntry> decisions,
    Map<UUID, BatchEntry> batches,
    Map<Bytes, Bytes> tokens) {
  public ChainRows {
    Objects.requireNonNull(chain);
    hops = List.copyOf(hops);
    revocations = List.copyOf(revocations);
    decisions = List.copyOf(decisions);
    batches = Map.copyOf(batches);
    tokens = Map.copyOf(tokens);
  }
}
