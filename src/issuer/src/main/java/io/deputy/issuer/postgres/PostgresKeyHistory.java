package io.deputy.issuer.postgres;

import io.deputy.issuer.keys.KeyHistory;
import io.deputy.minting.keys.IssuerKey;
import io.deputy.minting.keys.KeyManifest;
import io.deputy.minting.keys.KeysInvalid;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The states of keys on PostgreSQL. */
@ApplicationScoped
class PostgresKeyHistory implements KeyHistory {
  private final EntityManager entities;

  PostgresKeyHistory(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  public void keep(List<IssuerKey> keys) throws KeysInvalid {
    Optional<IssuerKey> other =
        QuarkusTransaction.requiringNew()
            .call(() -> keys.stream().filter(key -> !insert(key)).findFirst());
    if (other.isPresent()) {
      throw new KeysInvalid(
          "the record has another key under the number "
              + other.get().number()
              + "; numbers are never used again, so make keys with higher ones, or restore the old"
              + " key folder");
    }
  }

  /** Whether everything that is recorded about the key's number is about this key. */
  private boolean insert(IssuerKey key) {
    String role = key.role().name().toLowerCase(Locale.ROOT);
    String publicKey = KeyManifest.publicText(key.key());
    entities
        .createNativeQuery(
            """
            INSERT INTO key_event (number, role, state, public_key, at)
            VALUES (:number, :role, :state, :key, :at) ON CONFLICT DO NOTHING
            """)
        .setParameter("number", key.number())
        .setParameter("role", role)
        .setParameter("state", key.state().name().toLowerCase(Locale.ROOT))
        .setParameter("key", publicKey)
        .setParameter("at", key.since())
        .executeUpdate();
    return entities
        .createNativeQuery(
            """
            SELECT 1 FROM key_event
            WHERE (number = :number AND (role <> :role OR public_key <> :key))
               OR (number <> :number AND public_key = :key)
            """)
        .setParameter("number", key.number())
        .setParameter("role", role)
        .setParameter("key", publicKey)
        .getResultList()
        .isEmpty();
  }
}
