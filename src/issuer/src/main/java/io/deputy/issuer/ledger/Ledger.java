package io.deputy.issuer.ledger;

import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.log.LogEntry;
import java.util.List;

/** The append-only record of hops. */
public interface Ledger {
  /**
   * Commits {@code hop} together with the use of what asked for it. Only when this returns may the
   * token be released.
   *
   * @param used what counts once, each different; may be empty
   * @return what the transparency log will have of it
   * @throws Refusal the {@linkplain OneTimeToken.Kind#replayed() reason of its kind} if one of them
   *     was used before, at this instance or another; {@code token_revoked} if the hop, or anything
   *     it came from, is revoked by the time of the commit; {@code directory_superseded} if the
   *     version of the directory that it rests on is not in force any more: nothing was used up;
   *     {@code record_unavailable} if the row may not be there: the database is down or slow, or
   *     the outcome of the commit is not known
   */
  LogEntry record(HopRecord hop, List<OneTimeToken> used) throws Refusal;

  /**
   * Commits the use of what asked for something else than a hop.
   *
   * @throws Refusal that it was used before, or {@code record_unavailable}, as {@link #record}
   */
  void use(List<OneTimeToken> used) throws Refusal;

  /**
   * The rows of these hops, in order of depth; those that do not exist are left out.
   *
   * @throws Refusal {@code record_unavailable} if they cannot be read
   */
  List<RecordedHop> read(List<HopId> hops) throws Refusal;
}
