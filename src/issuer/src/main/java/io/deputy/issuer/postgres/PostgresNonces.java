package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.issuer.exchange.NonceStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/** The table {@code dpop_nonce}: whichever instance comes first gives a period its value. */
@ApplicationScoped
class PostgresNonces implements NonceStore {
  private final EntityManager entities;

  PostgresNonces(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  public Bytes keep(long period, Bytes proposed) throws Refusal {
    try {
      return Bytes.of(
          QuarkusTransaction.requiringNew().call(() -> insertOrRead(period, proposed.toArray())));
    } catch (RuntimeException e) {
      throw Unavailable.because("the nonce of a period could not be kept", e);
    }
  }

  /** Two statements: what another transaction inserts meanwhile shows only to the second. */
  private byte[] insertOrRead(long period, byte[] proposed) {
    entities
        .createNativeQuery(
            """
            INSERT INTO dpop_nonce (period, value) VALUES (:period, :value) ON CONFLICT DO NOTHING
            """)
        .setParameter("period", period)
        .setParameter("value", proposed)
        .executeUpdate();
    return (byte[])
        entities
            .createNativeQuery("SELECT value FROM dpop_nonce WHERE period = :period", byte[].class)
            .setParameter("period", period)
            .getSingleResult();
  }
}
