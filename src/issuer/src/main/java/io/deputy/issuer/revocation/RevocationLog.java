package io.deputy.issuer.revocation;

import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.verify.Revocation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port: what was revoked, append-only, in the same record as the hops. */
public interface RevocationLog {
  /**
   * Commits a revocation, unless everything that it covers is revoked already. When this returns,
   * no hop that it covers is recorded any more, here or at another instance; hops that were
   * recorded before are covered. For a user or an agent, until when is decided here: at the least
   * until now.
   *
   * @param purpose why, in the words of whoever asked
   * @throws Refusal {@code record_unavailable} if it may not be there
   */
  void record(Revocation revocation, Revoker by, Optional<String> purpose, HopRecord.Source source)
      throws Refusal;

  /**
   * Whether a hop on record, or anything it came from, is revoked.
   *
   * @throws Refusal {@code record_unavailable} if nobody can tell now
   */
  boolean isRevoked(HopId hop) throws Refusal;

  /**
   * What a hop on record came from.
   *
   * @throws Refusal {@code record_unavailable} if nobody can tell now
   */
  Optional<Descent> descent(HopId hop) throws Refusal;

  /**
   * The first hop of a chain on record.
   *
   * @throws Refusal {@code record_unavailable} if nobody can tell now
   */
  Optional<Descent> beginning(ChainId chain) throws Refusal;

  /**
   * How far the list goes. Cursors have no gaps, and none comes later with a lower one.
   *
   * @throws Refusal {@code record_unavailable} if it cannot be read
   */
  End end() throws Refusal;

  /**
   * The revocations of a part of the list in their order, without those of hops and chains of which
   * every token expired before some time.
   *
   * @param from the cursor before the part; 0 is that of its beginning
   * @param through the last cursor of the part
   * @param expiredBefore which tokens need not be revoked any more
   * @param most how many at most, the first ones
   * @throws Refusal {@code record_unavailable} if they cannot be read
   */
  List<Recorded> live(long from, long through, Instant expiredBefore, int most) throws Refusal;

  /**
   * The end of the list.
   *
   * @param cursor of the last revocation; 0 if there is none
   * @param at a moment just before it was looked for, by the record's own clock, in whole seconds:
   *     whatever was committed until then is in the list, whichever instance asks
   */
  record End(long cursor, Instant at) {}

  /** A revocation with its place in the order. */
  record Recorded(long cursor, Revocation revocation) {}
}
