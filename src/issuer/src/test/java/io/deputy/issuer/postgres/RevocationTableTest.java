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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the table of revocations enforces, whoever writes there. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class RevocationTableTest {
  @Inject OwnerConnection database;

  private static String revoking(String columns, String values) {
    return "INSERT INTO revocation (by_kind, by_name, client_address, trace, %s)".formatted(columns)
        + " VALUES ('issuer', 'test', '-', '-', %s)".formatted(values);
  }

  private static String revokingSomeChain() {
    return revoking("kind, chain", "'chain', '" + UUID.randomUUID() + "'");
  }

  private long last() throws SQLException {
    return Long.parseLong(database.ask("SELECT coalesce(max(cursor), 0) FROM revocation"));
  }

  @Test
  void numbersFollowTheOrderOfCommitsAndHaveNoGaps() throws Exception {
    long before = last();
    try (Connection one = database.asIssuer();
        Connection other = database.asIssuer();
        Statement first = one.createStatement();
        Statement second = other.createStatement()) {
      one.setAutoCommit(false);
      other.setAutoCommit(false);
      first.execute(revokingSomeChain());
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(
              () -> {
                try {
                  second.execute(revokingSomeChain());
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      one.rollback();
      waiting.get(10, TimeUnit.SECONDS);
      assertThat(last()).isEqualTo(before);
      other.commit();
      assertThat(last()).isEqualTo(before + 1);
      first.execute(revokingSomeChain());
      one.commit();
      assertThat(last()).isEqualTo(before + 2);
    }
  }

  @Test
  void whoeverWritesANumberOrATimeOfItsOwnIsIgnored() throws Exception {
    long before = last();
    try (Connection connection = database.asIssuer();
        Statement statement = connection.createStatement()) {
      statement.execute(
          revoking(
              "cursor, kind, agent, through",
              "1000000, 'agent', 'nobody', '1970-01-01T00:00:00Z'"));
    }
    assertThat(last()).isEqualTo(before + 1);
    assertThat(
            database.ask(
                "SELECT through > now() - interval '1 minute' FROM revocation WHERE cursor = "
                    + (before + 1)))
        .isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
  void aSnapshotFromBeforeTheLockIsRefused(String level) throws Exception {
    try (Connection connection = database.asIssuer();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET TRANSACTION ISOLATION LEVEL " + level);
      assertThatThrownBy(() -> statement.execute(revokingSomeChain()))
          .hasMessageContaining("read committed");
      connection.rollback();
      statement.execute("SET TRANSACTION ISOLATION LEVEL " + level);
      assertThatThrownBy(() -> statement.execute("INSERT INTO hop (id) VALUES (gen_random_uuid())"))
          .hasMessageContaining("read committed");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind, hop, chain | 'hop', gen_random_uuid(), gen_random_uuid()",
        "kind, user_issuer | 'user', 'x'",
        "kind, agent, user_subject | 'agent', 'x', 'y'",
        "kind, agent | 'hop', 'x'",
        "kind | 'chain'"
      })
  void aRevocationOfNothingOrOfTwoThingsIsRefused(String row) throws Exception {
    String[] parts = row.split(" \\| ", -1);
    try (Connection connection = database.asIssuer();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(revoking(parts[0], parts[1])))
          .isInstanceOf(SQLException.class);
    }
  }
}
