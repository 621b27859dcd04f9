package io.deputy.issuer.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables of decisions hold what they promise whoever writes into them. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class DecisionTableTest {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  @Inject OwnerConnection database;

  private final UUID stream = UUID.randomUUID();

  @BeforeEach
  void aDecision() throws SQLException {
    try (Connection connection = database.asIssuer();
        Statement statement = connection.createStatement()) {
      statement.execute(batch("now()") + ";" + decision("now()"));
    }
  }

  private String batch(String at) {
    return """
        INSERT INTO decision_batch
          (id, gateway, stream, first, last, next, jws, client_address, trace, recorded_at)
        VALUES ('%s', 'g', '%s', 1, 1, 2, 'x', 'a', 't', %s)"""
        .formatted(stream, stream, at);
  }

  private String decision(String at) {
    return """
        INSERT INTO decision (gateway, stream, number, batch, decided_at, verdict, reason, standing,
          agents, servers, names, content, recorded_at)
        VALUES ('g', '%s', 1, '%s', now(), 'denied', 'x', 'none', '{}', '{}', '{}', '{}', %s)"""
        .formatted(stream, stream, at);
  }

  private static void refused(Connection connection, String state, String sql) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> statement.execute(sql))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).as(sql).isEqualTo(state));
      connection.rollback();
    }
  }

  /** An index within each partition could not say so. */
  @Test
  void aNumberStandsOnceOverAllPartitions() throws SQLException {
    String partitions =
        """
        CREATE TABLE later_batch PARTITION OF decision_batch
          FOR VALUES FROM ('2100-01-01 00:00Z') TO ('2100-02-01 00:00Z');
        CREATE TABLE later PARTITION OF decision
          FOR VALUES FROM ('2100-01-01 00:00Z') TO ('2100-02-01 00:00Z');""";
    refused(
        database.asOwner(),
        UNIQUE_VIOLATION,
        partitions + batch("'2100-01-02Z'") + ";" + decision("'2100-01-02Z'"));
    refused(database.asIssuer(), UNIQUE_VIOLATION, decision("now()"));
  }

  @Test
  void partitionsAreGuardedLikeTheirTables() throws SQLException {
    String month = database.ask("SELECT to_char(now() AT TIME ZONE 'UTC', '_YYYY_MM')");
    for (String table : new String[] {"decision" + month, "decision_batch" + month}) {
      for (String change :
          new String[] {"DELETE FROM " + table, "TRUNCATE " + table + " CASCADE"}) {
        refused(database.asOwner(), INSUFFICIENT_PRIVILEGE, change);
        refused(
            database.asOwner(),
            INSUFFICIENT_PRIVILEGE,
            "SET session_replication_role = replica; " + change);
        refused(database.asIssuer(), INSUFFICIENT_PRIVILEGE, change);
      }
    }
    refused(
        database.asIssuer(),
        INSUFFICIENT_PRIVILEGE,
        decision("now()").replace("INTO decision", "INTO decision" + month));
  }

  @Test
  void theServiceMakesPartitionsOnlyAsTheyAreMeant() throws SQLException {
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE deputy_auditor");
      assertThatThrownBy(() -> statement.execute("SELECT make_decision_partitions()"))
          .isInstanceOf(SQLException.class);
      assertThat(statement.execute("SELECT number FROM decision LIMIT 1")).isTrue();
    }
    try (Connection connection = database.asIssuer();
        Statement statement = connection.createStatement()) {
      // A temporary table of the same name does not come before ours.
      statement.execute("CREATE TEMPORARY TABLE decision (LIKE decision_token)");
      assertThat(statement.execute("SELECT make_decision_partitions()")).isTrue();
    }
  }

  @Test
  void anOlderSnapshotIsRefused() throws SQLException {
    try (Connection connection = database.asIssuer();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      assertThatThrownBy(() -> statement.execute(decision("now()")))
          .hasMessageContaining("read committed");
      connection.rollback();
    }
  }

  @Test
  void theLowestMissingNumberIsFoundWithoutCounting() throws SQLException {
    assertThat(
            database.ask(
                "SELECT first_missing_decision('g', '%s', 1) || ' ' ||".formatted(stream)
                    + " first_missing_decision('g', '%s', 2)".formatted(stream)))
        .isEqualTo("2 2");
  }
}
