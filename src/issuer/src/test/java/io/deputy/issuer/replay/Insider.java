package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.TrustedKeys;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.identity.GatewaySignatures;
import io.deputy.issuer.identity.SignedConsents;
import io.deputy.issuer.postgres.OneConnection;
import io.deputy.issuer.postgres.PostgresArchive;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Set;

/** Changes the record as the database's superuser, whom no trigger stops, for one replay. */
final class Insider {
  private static final SignedConsents CONSENTS =
      new SignedConsents(Set.of(Acme.ISSUER, Acme.TOKEN_ENDPOINT));

  private Insider() {}

  /** Something to be done with a replay. */
  interface Work<T> {
    T with(Replay replay) throws SQLException, Refusal, InterruptedException;
  }

  /** Something that is done to the record. */
  interface Change {
    void to(Connection owner) throws SQLException, Refusal;
  }

  /** Replays with the auditor's role after these statements, then takes them back. */
  static <T> T afterwards(Connection owner, TrustedKeys keys, Work<T> work, String... statements)
      throws SQLException, Refusal, InterruptedException {
    return afterwards(
        owner,
        keys,
        work,
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
              statement.execute(sql);
            }
          }
        });
  }

  /**
   * Replays with the auditor's role after a change, then takes it back.
   *
   * @param owner the superuser's connection, without a transaction
   */
  static <T> T afterwards(Connection owner, TrustedKeys keys, Work<T> work, Change change)
      throws SQLException, Refusal, InterruptedException {
    owner.setAutoCommit(false);
    try (Statement statement = owner.createStatement()) {
      change.to(owner);
      statement.execute("SET LOCAL ROLE deputy_auditor");
      return work.with(
          Replay.of(
              keys,
              CONSENTS,
              new GatewaySignatures(),
              new PostgresArchive(OneConnection.of(owner)),
              Instant.now()));
    } finally {
      owner.rollback();
      owner.setAutoCommit(true);
    }
  }
}
