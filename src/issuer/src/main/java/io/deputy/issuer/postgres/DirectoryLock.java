package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import jakarta.persistence.EntityManager;

/**
 * Orders hops and changes of the directory: a transaction that records a hop shares this lock, and
 * one that changes the directory has it alone. So a hop is recorded before the change, or not at
 * all under the old version.
 */
final class DirectoryLock {
  /** Of PostgreSQL's advisory locks, which are numbers: "directory" in hexadecimal, cut to fit. */
  private static final long KEY = 0x6469_7265_6374_6f72L;

  private DirectoryLock() {}

  /** Shares the lock until the transaction ends, and says whether {@code digest} is in force. */
  static boolean holdInForce(EntityManager entities, Bytes digest) {
    // Two statements: the second must not see the database as it was before the lock was had.
    entities
        .createNativeQuery("SELECT 1 FROM pg_advisory_xact_lock_shared(:key)")
        .setParameter("key", KEY)
        .getSingleResult();
    Object inForce =
        entities
            .createNativeQuery(
                """
                SELECT coalesce((SELECT digest = :digest FROM directory_history
                                 ORDER BY version DESC LIMIT 1), false)
                """)
            .setParameter("digest", digest.toArray())
            .getSingleResult();
    return Boolean.TRUE.equals(inForce);
  }

  /** Waits until no transaction shares the lock, and holds it until this transaction ends. */
  static void holdAlone(EntityManager entities) {
    entities
        .createNativeQuery("SELECT 1 FROM pg_advisory_xact_lock(:key)")
        .setParameter("key", KEY)
        .getSingleResult();
  }
}
