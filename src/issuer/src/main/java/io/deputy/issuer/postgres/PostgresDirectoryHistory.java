package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.User;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryHistory;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/** The versions of the directory on PostgreSQL. */
@ApplicationScoped
class PostgresDirectoryHistory implements DirectoryHistory {
  private static final Logger LOG = Logger.getLogger(PostgresDirectoryHistory.class);

  private final EntityManager entities;

  PostgresDirectoryHistory(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  public Optional<InForce> inForce() throws Refusal {
    return inTransaction(this::selectInForce);
  }

  private Optional<InForce> selectInForce() {
    List<?> rows =
        entities
            .createNativeQuery(
                "SELECT version, digest FROM directory_history ORDER BY version DESC LIMIT 1")
            .getResultList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Object[] row = (Object[]) rows.get(0);
    return Optional.of(new InForce(((Number) row[0]).longValue(), Bytes.of((byte[]) row[1])));
  }

  @Override
  public String content(Bytes digest) throws Refusal {
    return inTransaction(
        () ->
            (String)
                entities
                    .createNativeQuery(
                        "SELECT content FROM directory_version WHERE digest = :digest")
                    .setParameter("digest", digest.toArray())
                    .getSingleResult());
  }

  @Override
  public boolean advance(long expected, Directory directory, Optional<User> by) throws Refusal {
    return inTransaction(
        () -> {
          if (DirectoryLock.hold(entities) != expected) {
            return false;
          }
          insert(expected + 1, directory, by);
          return true;
        });
  }

  private void insert(long version, Directory directory, Optional<User> by) {
    entities
        .createNativeQuery(
            """
            INSERT INTO directory_version (digest, content)
            VALUES (:digest, :content) ON CONFLICT DO NOTHING
            """)
        .setParameter("digest", directory.digest().toArray())
        .setParameter("content", directory.canonical())
        .executeUpdate();
    entities
        .createNativeQuery(
            """
            INSERT INTO directory_history (version, digest, operator_issuer, operator_subject)
            VALUES (:version, :digest, CAST(:issuer AS text), CAST(:subject AS text))
            """)
        .setParameter("version", version)
        .setParameter("digest", directory.digest().toArray())
        .setParameter("issuer", by.map(User::issuer).orElse(null))
        .setParameter("subject", by.map(User::subject).orElse(null))
        .executeUpdate();
  }

  private static <T> T inTransaction(Callable<T> work) throws Refusal {
    try {
      return QuarkusTransaction.requiringNew().call(work);
    } catch (RuntimeException e) {
      throw Unavailable.because("the directory's history cannot be used", e, LOG);
    }
  }
}
