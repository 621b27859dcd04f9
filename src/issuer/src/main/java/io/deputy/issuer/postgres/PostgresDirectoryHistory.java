package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.issuer.admin.DirectoryChanges;
import io.deputy.issuer.admin.Operator;
import io.deputy.issuer.directory.Directory;
import io.deputy.issuer.directory.DirectoryHistory;
import io.deputy.issuer.directory.Successor;
import io.deputy.issuer.directory.Version;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.revocation.Revoker;
import io.deputy.verify.Revocation;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** The versions of the directory on PostgreSQL. */
@ApplicationScoped
class PostgresDirectoryHistory implements DirectoryHistory, DirectoryChanges {
  private final EntityManager entities;
  private final PostgresRevocationLog revocations;

  PostgresDirectoryHistory(EntityManager entities, PostgresRevocationLog revocations) {
    this.entities = entities;
    this.revocations = revocations;
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
  public boolean advance(Successor next, Revoker by, HopRecord.Source source) throws Refusal {
    return inTransaction(
        () -> {
          Object[] held = hold(next.disabled());
          if (((Number) held[0]).longValue() != next.replaced()) {
            return false;
          }
          insert(next.version(), by);
          Optional<String> why =
              Optional.of("disabled by version " + next.version().number() + " of the directory");
          for (String agent : (String[]) held[1]) {
            revocations.insert(new Revocation.OfAgent(agent, Instant.EPOCH), by, why, source);
          }
          return true;
        });
  }

  /** What it does stands with the tables. */
  private Object[] hold(Set<String> disabled) {
    return (Object[])
        entities
            .createNativeQuery(
                "SELECT version, holders FROM hold_directory(CAST(:disabled AS text[]))")
            .setParameter("disabled", disabled.toArray(String[]::new))
            .getSingleResult();
  }

  private void insert(Version version, Revoker by) {
    Directory directory = version.directory();
    entities
        .createNativeQuery(
            """
            INSERT INTO directory_version (digest, content)
            VALUES (:digest, :content) ON CONFLICT DO NOTHING
            """)
        .setParameter("digest", directory.digest().toArray())
        .setParameter("content", directory.canonical())
        .executeUpdate();
    Optional<Operator> operator =
        by instanceof Revoker.ByOperator who ? Optional.of(who.operator()) : Optional.empty();
    entities
        .createNativeQuery(
            """
            INSERT INTO directory_history (version, digest, operator_issuer, operator_subject)
            VALUES (:version, :digest, CAST(:issuer AS text), CAST(:subject AS text))
            """)
        .setParameter("version", version.number())
        .setParameter("digest", directory.digest().toArray())
        .setParameter("issuer", operator.map(Operator::issuer).orElse(null))
        .setParameter("subject", operator.map(Operator::subject).orElse(null))
        .executeUpdate();
  }

  private static <T> T inTransaction(Callable<T> work) throws Refusal {
    try {
      return QuarkusTransaction.requiringNew().call(work);
    } catch (RuntimeException e) {
      throw Unavailable.because("the directory's history cannot be used", e);
    }
  }
}
