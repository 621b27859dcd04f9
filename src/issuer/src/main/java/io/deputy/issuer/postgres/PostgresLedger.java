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
  public void record(HopRecord hop, UsedAssertion assertion) throws Refusal {
    Optional<Refusal> refusal;
    try {
      refusal = QuarkusTransaction.requiringNew().call(() -> insert(hop, assertion));
    } catch (RuntimeException e) {
      // Rolled back, or nobody knows: either way no token may leave.
      throw Unavailable.because("a hop could not be recorded", e, LOG);
    }
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  private Optional<Refusal> insert(HopRecord hop, UsedAssertion assertion) {
    if (!DirectoryLock.share(hops.getEntityManager(), hop.basis().directory())) {
      return Optional.of(
          new Refusal(
              Reason.DIRECTORY_SUPERSEDED,
              "the directory changed while the request was decided; try again"));
    }
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
    if (inserted == 0) {
      return Optional.of(
          new Refusal(
              Reason.CLIENT_ASSERTION_REPLAYED,
              "the client assertion with this jti was used before; sign a new one each time"));
    }
    hops.persist(HopRow.of(hop));
    return Optional.empty();
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
      throw Unavailable.because("the hops of a token could not be read", e, LOG);
    }
  }
}
