package io.deputy.issuer.audit;

import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.verify.Revocation;
import java.time.Instant;
import java.util.Optional;

/** Port: the record, for reading. Every method refuses with {@code record_unavailable}. */
public interface RecordReader {
  /**
   * Chains, the newest first: by their first hop, or by the last hop of the agent asked for, or by
   * the last verified decision that matches.
   *
   * @param after the place before the first; none for the beginning
   */
  Page<FoundChain> chains(Filter filter, Optional<Place> after, int size) throws Refusal;

  /** One chain; empty if it is not on record. */
  Optional<ChainRecord> chain(ChainId chain) throws Refusal;

  /** Decisions, the newest first by the clocks of the gateways. */
  Page<FoundDecision> decisions(Filter filter, Optional<Place> after, int size) throws Refusal;

  /** The latest decisions, at most {@link DecisionPoints#MAX}. */
  DecisionPoints points(Filter filter) throws Refusal;

  /** What this revocation would take now, or took when it was made. */
  BlastRadius blastRadius(Revocation revocation, Instant now) throws Refusal;
}
