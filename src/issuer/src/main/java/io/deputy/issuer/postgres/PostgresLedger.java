package io.deputy.issuer.postgres;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.ledger.Ledger;
import io.deputy.issuer.ledger.RecordedHop;
import io.deputy.issuer.ledger.UsedAssertion;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * The ledger on PostgreSQL: one transaction for each hop, committed before {@code record} returns.
 */
@ApplicationScoped
class PostgresLedger implements Ledger {
  /** What the database says when a hop, or anything it came from, is revoked. */
  private static final String REVOKED = "RV001";

  private final HopRows hops;

  PostgresLedger(HopRows hops) {
    this.hops = hops;
  }

  @Override
  public void record(HopRecord hop, UsedAssertion assertion) throws Refusal {
    boolean fresh;
    try {
      fresh = QuarkusTransaction.requiringNew().call(() -> insert(hop, assertion));
    } catch (RuntimeException e) {
      if (Unavailable.hasState(e, REVOKED)) {
        throw new Refusal(
            Reason.TOKEN_REVOKED,
            "the subject token, or what it came from, was revoked; start a new chain");
      }
      // Rolled back, or nobody knows: either way no token may leave.
      throw Unavailable.because("a hop could not be recorded", e);
    }
    requireFresh(fresh);
  }

  private boolean insert(HopRecord hop, UsedAssertion assertion) {
    if (!insert(assertion)) {
      return false;
    }
    hops.persist(HopRow.of(hop));
    return true;
  }

  @Override
  public void use(UsedAssertion assertion) throws Refusal {
    boolean fresh;
    try {
      fresh = QuarkusTransaction.requiringNew().call(() -> insert(assertion));
    } catch (RuntimeException e) {
      throw Unavailable.because("the use of a client assertion could not be recorded", e);
    }
    requireFresh(fresh);
  }

  private boolean insert(UsedAssertion assertion) {
    int inserted =
        hops.getEntityManager()
            .createNativeQuery(
                """
                INSERT INTO client_assertion (agent, id, expires_at)
                VALUES (:agent, :id, :expiresAt) ON CONFLICT DO NOTHING
                """)
            .setParameter("agent", assertion.agent())
            .setParameter("id", assertion.id())
            .setParameter("expiresAt", assertion.expiresAt())
            .executeUpdate();
    return inserted == 1;
  }

  private static void requireFresh(boolean fresh) throws Refusal {
    if (!fresh) {
      throw new Refusal(
          Reason.CLIENT_ASSERTION_REPLAYED,
          "the client assertion with this jti was used before; sign a new one for each request");
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
                      .stream()
                      .map(HopRow::toRecordedHop)
                      .toList());
    } catch (RuntimeException e) {
      throw Unavailable.because("the hops of a token could not be read", e);
    }
  }
}
