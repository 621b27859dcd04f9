package io.deputy.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database keeps hops, versions of the directory and revocations in an order. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class DirectoryOrderTest {
  private static final int ROUNDS = 6;

  @Inject OwnerConnection database;
  private ObjectNode before;

  @BeforeEach
  void remember() {
    before = Admin.directory();
  }

  @AfterEach
  void restore() {
    Admin.restore(before);
  }

  /** Writes a hop like the last one, as an instance would that does not ask first. */
  private static void insertHop(Statement statement, String directory) throws SQLException {
    statement.execute(
        """
        INSERT INTO hop (id, chain, depth, delegator, actor, actor_key, user_issuer, user_subject,
          user_groups, user_roles, asked, granted, certificate, directory, root_key, blocks,
          revocation_ids, issued_at, expires_at, audience, max_depth, client_address, trace,
          user_token_at)
        SELECT gen_random_uuid(), gen_random_uuid(), 0, delegator, actor, actor_key, user_issuer,
          'nobody', user_groups, user_roles, asked, granted, certificate, %s, root_key,
          blocks, ARRAY[sha256(random()::text::bytea)], now(),
          now() + interval '1 h', audience, max_depth, client_address, trace, now() + interval '1 m'
        FROM hop WHERE depth = 0 ORDER BY recorded_at DESC LIMIT 1
        """
            .formatted(directory));
  }

  private static final String IN_FORCE =
      "(SELECT h.digest FROM directory_history h ORDER BY h.version DESC LIMIT 1)";

  @Test
  void aHopThatRestsOnAnotherVersionIsRefusedWhoeverWritesIt() throws Exception {
    Call.byOrchestrator().token();
    Admin.put("/admin/agents/retired", Admin.agent("retired").put("max_depth", 1).toString(), "*")
        .then()
        .statusCode(200);
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> insertHop(statement, "directory"))
          .hasMessageContaining("the directory that it rests on is not in force");
      insertHop(statement, IN_FORCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
  void aSnapshotFromBeforeTheWaitIsRefused(String level) throws Exception {
    Call.byOrchestrator().token();
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET TRANSACTION ISOLATION LEVEL " + level);
      assertThatThrownBy(() -> insertHop(statement, IN_FORCE))
          .hasMessageContaining("read committed");
    }
  }

  @Test
  void aChangeWaitsForAHopThatIsBeingRecordedAndTheNextHopForTheChange() throws Exception {
    Call.byOrchestrator().token();
    ExecutorService threads = Executors.newFixedThreadPool(1);
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      insertHop(statement, IN_FORCE);
      Future<Integer> change =
          threads.submit(
              () ->
                  Admin.put(
                          "/admin/agents/retired",
                          Admin.agent("retired").put("max_depth", 2).toString(),
                          "*")
                      .statusCode());
      Thread.sleep(500);
      assertThat(change.isDone()).isFalse();
      connection.commit();
      assertThat(change.get()).isEqualTo(200);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void changesAndRevocationsOfTheSameAgentsDoNotBlockEachOther() throws Exception {
    Delegated.from("vera");
    ObjectNode without = before.deepCopy();
    Admin.removeAgent(without, "researcher");
    Admin.removeAgent(without, "summarizer");
    Admin.removeAgent(without, "orchestrator");
    AtomicBoolean enough = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Future<Integer> one = threads.submit(() -> revokeUntil(enough, "researcher"));
      Future<Integer> two = threads.submit(() -> revokeUntil(enough, "summarizer"));
      Future<Integer> three = threads.submit(() -> revokeUntil(enough, "orchestrator"));
      for (int round = 0; round < ROUNDS; round++) {
        Admin.put("/admin/directory", without.toString(), "*").then().statusCode(200);
        Admin.put("/admin/directory", before.toString(), "*").then().statusCode(200);
      }
      enough.set(true);
      assertThat(one.get() + two.get() + three.get()).isGreaterThan(ROUNDS);
    } finally {
      enough.set(true);
      threads.shutdownNow();
      Admin.waitForTheNextSecond();
    }
  }

  private static int revokeUntil(AtomicBoolean enough, String agent) {
    int revoked = 0;
    while (!enough.get()) {
      TokenForm.revocation(Acme.operator()).with("agent", agent).send().statusCode(200);
      revoked++;
    }
    return revoked;
  }
}
