package io.deputy.issuer.ledger;

import io.deputy.Refusal;
import io.deputy.chain.HopId;
import java.util.List;

/** The append-only record of hops. */
public interface Ledger {
  /**
   * Commits {@code hop} together with the use of the assertion that asked for it. Only when this
   * returns may the token be released.
   *
   * @throws Refusal {@code client_assertion_replayed} if the assertion was used before, at this
   *     instance or another; {@code record_unavailable} if the row may not be there: the database
   *     is down or slow, or the outcome of the commit is not known; {@code directory_superseded} if
   *     the version of the directory that it rests on is not in force any more
   */
  void record(HopRecord hop, UsedAssertion assertion) throws Refusal;

  /**
   * The rows of these hops, in order of depth; those that do not exist are left out.
   *
   * @throws Refusal {@code record_unavailable} if they cannot be read
   */
  List<RecordedHop> read(List<HopId> hops) throws Refusal;
}
