package io.deputy.issuer.postgres;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.ledger.OneTimeToken;
import io.deputy.issuer.ledger.RecordedHop;
import io.deputy.log.LogEntry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.Serial;
import java.util.List;
import org.hibernate.jpa.HibernateHints;

/**
 * The ledger on PostgreSQL: one transaction for each hop, committed before {@code record} returns.
 */
@ApplicationScoped
class PostgresLedger implements Ledger {
  /** What the database says when a hop, or anything it came from, is revoked. */
  private static final String REVOKED = "RV001";

  /** What it says when the directory that a hop rests on is not in force any more. */
  private static final String SUPERSEDED = "DV001";

  private final HopRows hops;
  private final OneTimeTokens oneTimeTokens;

  PostgresLedger(HopRows hops, OneTimeTokens oneTimeTokens) {
    this.hops = hops;
    this.oneTimeTokens = oneTimeTokens;
  }

  @Override
  public LogEntry record(HopRecord hop, List<OneTimeToken> used) throws Refusal {
    HopRow row = HopRow.of(hop);
    commit(
        "a hop could not be recorded",
        () -> {
          useUp(used);
          // Now, and not at the commit: what the database refuses is no fault of the transaction.
          hops.persistAndFlush(row);
        });
    return row.entry();
  }

  @Override
  public void use(List<OneTimeToken> used) throws Refusal {
    commit("the use of a one-time token could not be recorded", () -> useUp(used));
  }

  private static void commit(String otherwise, Runnable work) throws Refusal {
    try {
      QuarkusTransaction.requiringNew().run(work);
    } catch (UsedBefore e) {
      throw new Refusal(
          e.kind.replayed(),
          "the "
              + e.kind.text()
              + " with this jti was used before; sign a new one for each request");
    } catch (RuntimeException e) {
      if (Unavailable.hasState(e, REVOKED)) {
        throw new Refusal(
            Reason.TOKEN_REVOKED,
            "the subject token, or what it came from, was revoked; start a new chain, with a login"
                + " from after that");
      }
      if (Unavailable.hasState(e, SUPERSEDED)) {
        throw new Refusal(
            Reason.DIRECTORY_SUPERSEDED,
            "the directory changed while the request was decided; try again");
      }
      // Rolled back, or nobody knows: either way no token may leave.
      throw Unavailable.because(otherwise, e);
    }
  }

  private void useUp(List<OneTimeToken> used) {
    if (used.isEmpty()) {
      return;
    }
    List<String> fresh = oneTimeTokens.insert(used);
    for (OneTimeToken token : used) {
      if (!fresh.contains(token.kind().word())) {
        throw new UsedBefore(token.kind());
      }
    }
  }

  /** Rolls back, so that what was used together with it is not used up. */
  private static final class UsedBefore extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final OneTimeToken.Kind kind;

    UsedBefore(OneTimeToken.Kind kind) {
      super(kind.word(), null, false, false);
      this.kind = kind;
    }
  }

  @Override
  public List<RecordedHop> read(List<HopId> ids) throws Refusal {
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () ->
                  hops
                      .find("id in ?1", Sort.by("depth"), ids.stream().map(HopId::value).toList())
                      .withHint(HibernateHints.HINT_READ_ONLY, true)
                      .stream()
                      .map(HopRow::toRecordedHop)
                      .toList());
    } catch (RuntimeException e) {
      throw Unavailable.because("the hops of a token could not be read", e);
    }
  }
}
