package io.deputy.issuer.postgres;

import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryHistory;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

/** The versions of the directory on PostgreSQL. */
@ApplicationScoped
class PostgresDirectoryHistory implements DirectoryHistory {
  private final EntityManager entities;

  PostgresDirectoryHistory(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  public void keep(Directory directory) {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                entities
                    .createNativeQuery(
                        """
                        INSERT INTO directory_version (digest, content)
                        VALUES (:digest, :content) ON CONFLICT DO NOTHING
                        """)
                    .setParameter("digest", directory.digest().toArray())
                    .setParameter("content", directory.canonical())
                    .executeUpdate());
  }
}
