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
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The ledger on PostgreSQL: one transaction for each hop, committed before {@code record} returns.
 */
@ApplicationScoped
class PostgresLedger implements Ledger {
  private static final Logger LOG = Logger.getLogger(PostgresLedger.class);

  private final HopRows hops;

  PostgresLedger(HopRows hops) {
    this.hops = hops;
  }

  @Override
  public void record(HopRecord hop, Optional<UsedAssertion> assertion) throws Refusal {
    boolean fresh;
    try {
      fresh = QuarkusTransaction.requiringNew().call(() -> insert(hop, assertion));
    } catch (RuntimeException e) {
      // Rolled back, or nobody knows: either way no token may leave.
      throw unavailable("a hop could not be recorded", e);
    }
    if (!fresh) {
      throw new Refusal(
          Reason.CLIENT_ASSERTION_REPLAYED,
          "the client assertion with this jti was used before; sign a new one for each request");
    }
  }

  private boolean insert(HopRecord hop, Optional<UsedAssertion> assertion) {
    if (assertion.isPresent() && !use(assertion.get())) {
      return false;
    }
    hops.persist(HopRow.of(hop));
    return true;
  }

  /** Whether nobody has used {@code assertion} before. */
  private boolean use(UsedAssertion assertion) {
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
      throw unavailable("the hops of a token could not be read", e);
    }
  }

  private static Refusal unavailable(String what, RuntimeException cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    LOG.errorf("%s: %s", what, root);
    return new Refusal(
        Reason.RECORD_UNAVAILABLE, "the record is not available, so nothing was issued; try again");
  }
}
