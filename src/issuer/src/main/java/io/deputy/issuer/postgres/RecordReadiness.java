package io.deputy.issuer.postgres;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Ready means able to record: the database answers, takes writes, and lets us insert. */
@Readiness
class RecordReadiness implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(RecordReadiness.class);
  private static final String NAME = "record";

  private final EntityManager entities;

  RecordReadiness(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  @Transactional
  public HealthCheckResponse call() {
    try {
      Object writable =
          entities
              .createNativeQuery(
                  """
                  SELECT NOT pg_is_in_recovery()
                     AND current_setting('transaction_read_only') = 'off'
                     AND has_table_privilege('hop', 'INSERT')
                     AND has_table_privilege('one_time_token', 'INSERT')
                     AND has_table_privilege('revocation', 'SELECT')
                     AND has_table_privilege('directory_history', 'SELECT')
                  """)
              .getSingleResult();
      return Boolean.TRUE.equals(writable)
          ? HealthCheckResponse.up(NAME)
          : HealthCheckResponse.down(NAME);
    } catch (PersistenceException e) {
      LOG.warn("the record is not available", e);
      return HealthCheckResponse.down(NAME);
    }
  }
}
