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
 * @param decisions those that name the chain, at most {@link #MAX_DECISIONS}
 * @param more whether there are more decisions
 * @param batches those that brought these decisions
 * @param tokens the blocks that these decisions speak of, by the digest that they stand under
 * @param log the hops, and what the transparency log has of them
 * @param deleted that decisions of it were deleted under retention
 */
public record ChainRows(
    ChainId chain,
    List<HopEntry> hops,
    List<RevocationEntry> revocations,
    List<DecisionEntry> decisions,
    boolean more,
    Map<UUID, BatchEntry> batches,
    Map<Bytes, Bytes> tokens,
    List<Logged> log,
    List<Finding> deleted) {
  /** What an hour's tokens are used for at ten requests a second; some ten megabytes. */
  public static final int MAX_DECISIONS = 10_000;

  public ChainRows {
    Objects.requireNonNull(chain);
    hops = List.copyOf(hops);
    revocations = List.copyOf(revocations);
    decisions = List.copyOf(decisions);
    Objects.requireNonNull(batches);
    Objects.requireNonNull(tokens);
    log = List.copyOf(log);
    deleted = List.copyOf(deleted);
  }

  /** Those of them that a view shows. */
  ChainRows as(View view) {
    if (view.until().isEmpty()) {
      return this;
    }
    return new ChainRows(
        chain,
        hops.stream().filter(h -> view.shows(h.recordedAt())).toList(),
        revocations.stream().filter(r -> view.shows(r.recordedAt())).toList(),
        decisions.stream().filter(d -> view.shows(d.recordedAt())).toList(),
        more,
        batches,
        tokens,
        log,
        deleted);
  }
}
