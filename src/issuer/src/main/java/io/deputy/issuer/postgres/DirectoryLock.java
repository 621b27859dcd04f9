package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import jakarta.persistence.EntityManager;

/**
 * Orders hops and changes of the directory, until a transaction ends; one round trip each. What the
 * functions do stands with the tables.
 */
final class DirectoryLock {
  private DirectoryLock() {}

  /** For recording a hop: whether the version of this digest is in force, and stays so. */
  static boolean share(EntityManager entities, Bytes digest) {
    Object inForce =
        entities
            .createNativeQuery("SELECT share_directory(:digest)")
            .setParameter("digest", digest.toArray())
            .getSingleResult();
    return Boolean.TRUE.equals(inForce);
  }

  /** For changing the directory: the number of the version in force, 0 for none. */
  static long hold(EntityManager entities) {
    Object number = entities.createNativeQuery("SELECT hold_directory()").getSingleResult();
    return ((Number) number).longValue();
  }
}
