package io.deputy.issuer.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.log.SignedBefore;
import io.deputy.issuer.log.TransparencyLog;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import io.deputy.log.TreeHead;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log grows by what is recorded: all of it, once, in one line, whatever happens. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class LogStoreTest {
  private static final String NAME = "log_test";

  @Inject OwnerConnection cluster;
  @Inject IssuerKeys keys;
  @Inject Clock clock;

  private LogDatabase database;

  @BeforeEach
  void make() throws Exception {
    database = LogDatabase.of(cluster, NAME, "13");
  }

  @AfterEach
  void drop() throws Exception {
    try (Connection owner = cluster.asOwner();
        Statement statement = owner.createStatement()) {
      statement.execute("DROP DATABASE " + NAME + " WITH (FORCE)");
    }
  }

  private void insert(int count) throws SQLException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(database.row());
    }
    try (Connection issuer = database.asIssuer();
        Statement statement = issuer.createStatement()) {
      statement.execute(rows.toString());
    }
  }

  private static int integrateAll(PostgresLogStore log, int most) throws Refusal {
    int all = 0;
    int some;
    do {
      some = log.integrate(most);
      all += some;
    } while (some > 0);
    return all;
  }

  /** RFC 6962, section 2.1, word for word. */
  private static byte[] root(List<String> entries) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    int n = entries.size();
    if (n == 1) {
      digest.update((byte) 0);
      return digest.digest(entries.get(0).getBytes(StandardCharsets.UTF_8));
    }
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    byte[] left = root(entries.subList(0, k));
    byte[] right = root(entries.subList(k, n));
    digest.update((byte) 1);
    digest.update(left);
    return digest.digest(right);
  }

  /** Everything that was recorded is a leaf, once, and every head was of the leaves before it. */
  private void isWhole() throws Exception {
    List<String> entries = database.all("SELECT entry FROM log_leaf ORDER BY index");
    for (String head :
        database.all("SELECT size || ' ' || encode(root, 'hex') FROM log_head ORDER BY size")) {
      String[] parts = head.split(" ", -1);
      assertThat(parts[1])
          .as("head %s", parts[0])
          .isEqualTo(Bytes.of(root(entries.subList(0, Integer.parseInt(parts[0])))).toHex());
    }
    assertThat(database.ask("SELECT max(size) FROM log_head"))
        .isEqualTo(Integer.toString(entries.size()));
    assertThat(database.ask("SELECT count(*) FROM log_head WHERE previous IS NULL")).isEqualTo("1");
    assertThat(database.ask("SELECT count(*) FROM log_queue")).isEqualTo("0");
    int rows = 0;
    for (LogKind kind : LogKind.values()) {
      List<String> keys =
          database.all("SELECT key FROM log_leaf WHERE kind = '" + kind.word() + "'");
      rows += keys.size();
      assertThat(keys).doesNotHaveDuplicates();
      assertThat(database.ask("SELECT count(*) FROM " + kind.word()))
          .as(kind.word())
          .isEqualTo(Integer.toString(keys.size()));
      try (Connection issuer = database.asIssuer()) {
        Map<String, LogEntry> found = LogRows.read(issuer, kind, keys);
        assertThat(entries).containsAll(found.values().stream().map(LogEntry::text).toList());
        assertThat(found).hasSize(keys.size());
      }
    }
    assertThat(entries).hasSize(rows);
  }

  @Test
  void whateverIsInsertedTheRootIsThatOfAllRows() throws Exception {
    Random random = new Random(6962);
    PostgresLogStore log = database.log();
    int recorded = 2;
    int taken = 0;
    for (int round = 0; round < 8; round++) {
      int count = random.nextInt(90);
      insert(count);
      recorded += count;
      taken += integrateAll(log, 1 + random.nextInt(60));
      assertThat(taken).isEqualTo(recorded);
    }
    assertThat(recorded).isGreaterThan(256);
    isWhole();
    assertThat(log.hashes(1, 0, 1))
        .containsExactly(
            Bytes.of(
                root(database.all("SELECT entry FROM log_leaf WHERE index < 256 ORDER BY index"))));
  }

  @Test
  void manyWhoLetItGrowAtOnceMakeOneLog() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Callable<Integer> growing =
        () -> {
          PostgresLogStore log = database.log();
          int all = 0;
          while (!done.get()) {
            all += log.integrate(7);
          }
          return all;
        };
    Callable<Integer> recording =
        () -> {
          for (int i = 0; i < 12; i++) {
            insert(5);
          }
          return 0;
        };
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try {
      List<Future<Integer>> growers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        growers.add(threads.submit(growing));
      }
      for (Future<Integer> recorder : threads.invokeAll(List.of(recording, recording, recording))) {
        recorder.get();
      }
      done.set(true);
      int all = integrateAll(database.log(), 1_000);
      for (Future<Integer> grower : growers) {
        all += grower.get();
      }
      integrateAll(database.log(), 1_000);
      assertThat(database.ask("SELECT count(*) FROM log_leaf")).isEqualTo("182");
      assertThat(all).isLessThanOrEqualTo(182);
    } finally {
      threads.shutdownNow();
    }
    isWhole();
  }

  @Test
  void whoCommitsLateIsNotMissedAndWhoDoesNotIsNotThere() throws Exception {
    PostgresLogStore log = database.log();
    try (Connection late = database.asIssuer();
        Connection never = database.asIssuer();
        Statement one = late.createStatement();
        Statement other = never.createStatement()) {
      late.setAutoCommit(false);
      never.setAutoCommit(false);
      database.row();
      one.execute(database.row());
      database.row();
      other.execute(database.row());
      insert(1);
      assertThat(integrateAll(log, 10)).isEqualTo(3);
      assertThat(integrateAll(log, 10)).isZero();
      never.rollback();
      late.commit();
    }
    assertThat(integrateAll(log, 10)).isEqualTo(1);
    isWhole();
  }

  /** Before each thing that is asked of the database, and after it. */
  @Test
  void aConnectionThatBreaksAnywhereLeavesALogThatContinues() throws Exception {
    insert(260);
    PostgresLogStore log = database.log();
    log.integrate(250);
    boolean through = false;
    int cuts = 0;
    for (int at = 1; !through; at++) {
      for (boolean after : new boolean[] {false, true}) {
        insert(1);
        try {
          database.dying(at, after).integrate(3);
          through = true;
        } catch (Refusal e) {
          assertThat(e.reason()).isEqualTo(Reason.RECORD_UNAVAILABLE);
          cuts++;
        }
      }
    }
    assertThat(cuts).isGreaterThan(20);
    integrateAll(log, 1_000);
    isWhole();
  }

  @Test
  void theTablesRefuseWhatDoesNotFollow() throws Exception {
    PostgresLogStore log = database.log();
    integrateAll(log, 10);
    String zeros = "decode(repeat('00', 32), 'hex')";
    for (String sql :
        List.of(
            "INSERT INTO log_leaf (index, place, kind, key, entry) VALUES (2, 77, 'hop', 'x', 'x')",
            "INSERT INTO log_leaf (index, place, kind, key, entry) VALUES (9, 1, 'hop', 'x', 'x')",
            "INSERT INTO log_head (size, previous, root) VALUES (3, 2, " + zeros + ")",
            "INSERT INTO log_head (size, previous, root) VALUES (1, NULL, " + zeros + ")",
            "INSERT INTO log_checkpoint (size, log_key, note) VALUES (9, 7, 'x')",
            "DELETE FROM log_queue",
            "CREATE TEMPORARY TABLE mine (id uuid); CREATE TRIGGER mine AFTER INSERT ON mine"
                + " FOR EACH ROW EXECUTE FUNCTION queue_for_log('hop')",
            "CREATE TEMPORARY TABLE mine (place bigint, kind text, key text);"
                + " CREATE TRIGGER mine AFTER INSERT ON mine REFERENCING NEW TABLE AS fresh"
                + " FOR EACH STATEMENT EXECUTE FUNCTION use_up_places()",
            "INSERT INTO log_queue (kind, key) VALUES ('hop', 'x')")) {
      try (Connection issuer = database.asIssuer();
          Statement statement = issuer.createStatement()) {
        assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOf(SQLException.class);
      }
    }
    // With a place in the queue, and at the wrong index: the head finds the gap.
    insert(1);
    try (Connection issuer = database.asIssuer();
        Statement statement = issuer.createStatement()) {
      issuer.setAutoCommit(false);
      statement.execute(
          "INSERT INTO log_leaf (index, place, kind, key, entry)"
              + " SELECT 3, place, kind, key, 'x' FROM log_queue");
      assertThatThrownBy(
              () ->
                  statement.execute(
                      "INSERT INTO log_head (size, previous, root) VALUES (4, 2, " + zeros + ")"))
          .hasMessageContaining("leaf by leaf");
      issuer.rollback();
    }
    integrateAll(log, 10);
    isWhole();
  }

  @Test
  void whatWasThereBeforeTheLogIsTakenUp() throws Exception {
    drop();
    database = LogDatabase.of(cluster, NAME, "8");
    insert(40);
    database.migrate("13");
    insert(3);
    assertThat(integrateAll(database.log(), 1_000)).isEqualTo(45);
    isWhole();
  }

  @Test
  void aRowThatIsGoneBeforeItsLeafIsMissingForEver() throws Exception {
    insert(1);
    String hop = database.ask("SELECT id FROM hop");
    database.tamper("DELETE FROM hop");
    integrateAll(database.log(), 10);
    assertThat(database.ask("SELECT entry FROM log_leaf WHERE kind = 'hop'"))
        .isEqualTo("deputy-log-v1 hop " + hop + " missing");
  }

  @Test
  void aRowThatIsPutBackIsSeenTwice() throws Exception {
    insert(1);
    PostgresLogStore log = database.log();
    integrateAll(log, 10);
    String put =
        "INSERT INTO key_event (number, role, state, public_key, at)"
            + " VALUES (900, 'log', 'active', 'ed25519/' || repeat('0', 64), now())";
    database.execute(put);
    integrateAll(log, 10);
    database.tamper("DELETE FROM key_event");
    database.execute(put);
    assertThat(integrateAll(log, 10)).isEqualTo(1);
    assertThat(database.ask("SELECT count(*) FROM log_leaf WHERE key = '900/active'"))
        .isEqualTo("2");
  }

  /** What an instance signed last, in memory. */
  private static final class Signed implements SignedBefore {
    private Optional<String> note = Optional.empty();

    @Override
    public Optional<String> read() {
      return note;
    }

    @Override
    public void keep(String kept) {
      note = Optional.of(kept);
    }
  }

  private void refused(TransparencyLog log, Reason reason) {
    assertThatThrownBy(log::advance)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  @Test
  void aForkIsNotSigned() throws Exception {
    Signed signed = new Signed();
    TransparencyLog log = new TransparencyLog(Acme.ISSUER, database.log(), signed, keys, clock);
    insert(9);
    log.advance();
    insert(3);
    log.advance();
    String last = signed.note.orElseThrow();
    assertThat(log.checkpoint()).contains(last);

    // Restored from before, and shorter.
    database.tamper(
        "DELETE FROM log_checkpoint WHERE size > 11; DELETE FROM log_head WHERE size > 11;"
            + " DELETE FROM log_leaf WHERE index >= 11");
    log.advance();
    assertThat(signed.note).contains(last);
    database.tamper("DELETE FROM log_checkpoint");
    refused(log, Reason.CHECKPOINT_ROLLED_BACK);
    // Grown again, with other rows.
    insert(5);
    refused(log, Reason.CHECKPOINT_INCONSISTENT);
    assertThat(signed.note).contains(last);
    // An instance that signed nothing before believes what the database says was signed.
    TransparencyLog other =
        new TransparencyLog(Acme.ISSUER, database.log(), new Signed(), keys, clock);
    other.advance();
    insert(1);
    database.tamper("UPDATE log_leaf SET entry = replace(entry, 'v1', 'v2') WHERE index = 3");
    assertThatThrownBy(other::advance).isInstanceOf(Refusal.class);
    assertThat(database.log().head()).isEqualTo(database.log().head());
    assertThat(database.ask("SELECT max(size) FROM log_head")).isEqualTo("16");
  }

  @Test
  void anEmptyLogHasNoCheckpoint() throws Exception {
    assertThat(database.log().head()).isEqualTo(TreeHead.EMPTY);
    TransparencyLog log =
        new TransparencyLog(Acme.ISSUER, database.log(), new Signed(), keys, clock);
    assertThat(log.checkpoint()).isEmpty();
  }
}
