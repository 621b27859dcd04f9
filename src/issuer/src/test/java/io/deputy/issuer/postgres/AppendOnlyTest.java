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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No role changes the record: not the service's, and not the owner's. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class AppendOnlyTest {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  @Inject OwnerConnection database;

  private static void refused(Connection connection, String sql) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> assertThat(e.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE hop SET actor = 'attacker'",
        "DELETE FROM hop",
        "TRUNCATE hop",
        "UPDATE client_assertion SET id = 'x'",
        "DELETE FROM client_assertion",
        "TRUNCATE client_assertion",
        "UPDATE one_time_token SET id = 'x'",
        "DELETE FROM one_time_token",
        "TRUNCATE one_time_token",
        "UPDATE dpop_nonce SET period = 0",
        "DELETE FROM dpop_nonce",
        "TRUNCATE dpop_nonce",
        "UPDATE key_event SET state = 'active'",
        "DELETE FROM key_event",
        "TRUNCATE key_event",
        "UPDATE directory_version SET content = '{}'",
        "DELETE FROM directory_version",
        "TRUNCATE directory_version CASCADE",
        "UPDATE revocation SET through = '-infinity'",
        "DELETE FROM revocation",
        "TRUNCATE revocation",
        "UPDATE directory_history SET operator_subject = 'mallory', operator_issuer = 'x'",
        "DELETE FROM directory_history",
        "TRUNCATE directory_history CASCADE",
        "UPDATE decision SET verdict = 'allowed'",
        "DELETE FROM decision",
        "TRUNCATE decision",
        "UPDATE decision_batch SET jws = ''",
        "DELETE FROM decision_batch",
        "TRUNCATE decision_batch CASCADE",
        "UPDATE decision_token SET blocks = ''",
        "DELETE FROM decision_token",
        "TRUNCATE decision_token",
        "UPDATE log_leaf SET entry = ''",
        "DELETE FROM log_leaf",
        "TRUNCATE log_leaf",
        "UPDATE log_subtree SET index = 0",
        "DELETE FROM log_subtree",
        "TRUNCATE log_subtree",
        "UPDATE log_head SET size = 0",
        "DELETE FROM log_head",
        "TRUNCATE log_head CASCADE",
        "UPDATE log_checkpoint SET note = ''",
        "DELETE FROM log_checkpoint",
        "TRUNCATE log_checkpoint",
        "UPDATE tombstone SET month = '2020_01'",
        "DELETE FROM tombstone",
        "TRUNCATE tombstone CASCADE",
        "UPDATE tombstone_batch SET leaf = 0",
        "DELETE FROM tombstone_batch",
        "TRUNCATE tombstone_batch",
        "UPDATE tombstone_numbers SET last = 1",
        "DELETE FROM tombstone_numbers",
        "TRUNCATE tombstone_numbers",
        "UPDATE tombstone_chain SET decisions = 1",
        "DELETE FROM tombstone_chain",
        "TRUNCATE tombstone_chain"
      })
  void changesAreRefusedToServiceAndOwner(String sql) throws SQLException {
    refused(database.asIssuer(), sql);
    refused(database.asOwner(), sql);
    refused(database.asOwner(), "SET session_replication_role = replica; " + sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE hop",
        "ALTER TABLE hop DISABLE TRIGGER ALL",
        "ALTER TABLE revocation DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
        "SELECT prepare_tombstone('2020_01')",
        "SELECT bury_decisions(1, '2020_01', '')"
      })
  void theServiceCannotChangeTables(String sql) throws SQLException {
    refused(database.asIssuer(), sql);
  }

  @Test
  void anAuditorReadsAndDoesNotWrite() throws SQLException {
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE deputy_auditor");
      assertThat(statement.execute("SELECT id FROM hop LIMIT 1")).isTrue();
    }
    refused(
        database.asOwner(),
        "SET ROLE deputy_auditor; INSERT INTO client_assertion (agent, id, expires_at)"
            + " VALUES ('a', 'b', now())");
  }
}
