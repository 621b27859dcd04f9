package io.deputy.issuer.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.RecordDatabase;
import io.deputy.issuer.postgres.PostgresRetention;
import io.deputy.json.TombstoneJson;
import io.deputy.log.Checkpoint;
import io.deputy.log.Tombstone;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Minted;
import io.deputy.minting.Secret;
import io.deputy.verify.DecisionRecord.Verdict;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What is deleted under retention is said to be, and what is deleted otherwise is found. */
class TombstoneTest {
  private static final YearMonth PAST = YearMonth.of(2025, 1);
  private static final UUID OTHER_STREAM = UUID.randomUUID();

  private static final String PARTITIONS =
      """
      CREATE TABLE decision_batch_2025_01 PARTITION OF decision_batch
        FOR VALUES FROM ('2025-01-01 00:00Z') TO ('2025-02-01 00:00Z');
      CREATE TABLE decision_2025_01 PARTITION OF decision
        FOR VALUES FROM ('2025-01-01 00:00Z') TO ('2025-02-01 00:00Z');
      """;

  /** A stream of which nothing else was recorded; its number 2 never came. */
  private static final String OTHER =
      """
      INSERT INTO decision_batch
        (id, gateway, stream, first, last, next, jws, client_address, trace)
      SELECT '%1$s', 'g', '%1$s', 1, 3, 2, 'x', 'a', 't';
      INSERT INTO decision (gateway, stream, number, batch, decided_at, verdict, reason, standing,
        agents, servers, names, content)
      SELECT 'g', '%1$s', n, '%1$s', now(), 'denied', 'x', 'none', '{}', '{}', '{}', '{}'
      FROM unnest(ARRAY[1, 3]) AS n
      """
          .formatted(OTHER_STREAM);

  private static RecordDatabase database;
  private static Connection owner;
  private static List<Minted> chain;
  private static List<Finding> findings;

  @BeforeAll
  static void bury() throws Exception {
    database = RecordDatabase.start();
    owner = database.asOwner();
    GeneratedRecord record = GeneratedRecord.begin(owner);
    chain = record.chain("alice", 2);
    Minted token = chain.get(1);
    execute(PARTITIONS);
    recordedAt("'2025-01-15 00:00Z'");
    record.deliver(
        List.of(token),
        record.call(token, "create_issue", "acme/site", new Verdict.Allowed(), 0),
        record.list(token, 0));
    execute(OTHER);
    recordedAt("now()");
    record.deliver(
        List.of(), record.call(token, "create_issue", "acme/b", new Verdict.Allowed(), 0));
    assertThatThrownBy(() -> retention().delete(PAST, mason(3)))
        .hasMessageContaining("the log has 0 of 2 batches");
    GeneratedRecord.log(owner);
    withoutAStone();
    assertThat(retention().before(YearMonth.now(ZoneOffset.UTC))).containsExactly(PAST);
    assertThat(retention().delete(PAST, mason(3)).contents().decisions()).isEqualTo(4);
    GeneratedRecord.log(owner);
    findings = replayed();
  }

  /** What is only prepared does not stay. */
  private static void withoutAStone() throws SQLException {
    try (Connection connection = asRetention().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT prepare_tombstone('2025_01')");
      assertThatThrownBy(connection::commit).hasMessageContaining("foreign key");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    owner.close();
    database.close();
  }

  private static void recordedAt(String time) throws SQLException {
    for (String table : List.of("decision", "decision_batch")) {
      execute("ALTER TABLE " + table + " ALTER COLUMN recorded_at SET DEFAULT " + time);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(String sql) throws SQLException {
    try (Statement statement = owner.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static PGSimpleDataSource asRetention() throws SQLException {
    PGSimpleDataSource connections = new PGSimpleDataSource();
    connections.setURL(owner.getMetaData().getURL());
    connections.setUser(database.login()[0]);
    connections.setPassword(database.login()[1]);
    connections.setOptions("-c role=deputy_retention");
    return connections;
  }

  private static PostgresRetention retention() throws SQLException {
    return new PostgresRetention(asRetention());
  }

  /** Signs with the key of this number; that of the log has 3. */
  private static PostgresRetention.Mason mason(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    InMemoryEd25519 key = new InMemoryEd25519(number, new Secret(Bytes.of(seed)));
    return (stone, month, contents) ->
        TombstoneJson.write(
            new Tombstone(
                Checkpoint.origin(Acme.ISSUER),
                stone,
                month,
                contents.batches(),
                contents.decisions(),
                contents.digest(),
                "a year",
                "rita",
                Instant.EPOCH),
            key.publicKey(),
            key::sign);
  }

  private static List<Finding> replayed(String... statements)
      throws SQLException, Refusal, InterruptedException {
    return Insider.afterwards(
        owner,
        GeneratedRecord.KEYS,
        replay -> {
          List<Finding> all = new ArrayList<>();
          new ReplayOfAll(replay, View.ALL, 1)
              .run(Optional.empty(), report -> all.addAll(report.findings()));
          return all;
        },
        statements);
  }

  @Test
  void whatWasDeletedIsNeitherMissingNorFine() {
    assertThat(findings).allMatch(f -> f instanceof Finding.NotRecomputable);
    assertThat(findings.stream().map(Finding::describe))
        .containsExactly(
            "tombstone 1: decisions is not recomputable: 4 of 2025-01 were deleted under retention"
                + " by rita at 1970-01-01T00:00:00Z: a year",
            "tombstone 1: decisions is not recomputable: 2 of the chain were deleted under"
                + " retention");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE tombstone SET statement = '%forged%'",
        "UPDATE tombstone SET statement = left(statement, -4) || 'AAAA'",
        "UPDATE tombstone SET month = '2025_02'",
        "UPDATE tombstone SET number = 2; UPDATE tombstone_batch SET tombstone = 2;"
            + " UPDATE tombstone_numbers SET tombstone = 2; UPDATE tombstone_chain SET tombstone = 2",
        "UPDATE tombstone SET recorded_at = recorded_at - interval '1 day'",
        "DELETE FROM tombstone",
        "DELETE FROM tombstone_chain; DELETE FROM tombstone_numbers; DELETE FROM tombstone_batch;"
            + " DELETE FROM tombstone",
        "DELETE FROM tombstone_batch",
        "UPDATE tombstone_numbers SET last = last + 1",
        "UPDATE tombstone_numbers SET gateway = 'other'",
        "UPDATE tombstone_numbers SET next = 1",
        "DELETE FROM tombstone_chain",
        "UPDATE tombstone_chain SET decisions = 1",
        // Another batch is put under the stone.
        "INSERT INTO tombstone_batch SELECT l.index, 1 FROM log_leaf l JOIN decision_batch b ON"
            + " l.key = b.id::text; DELETE FROM decision; DELETE FROM decision_batch",
        // A partition is gone, and nothing says so.
        "DROP TABLE decision_%month%; ALTER TABLE decision_batch DETACH PARTITION"
            + " decision_batch_%month%; DROP TABLE decision_batch_%month%",
        // What was deleted is there again.
        "INSERT INTO decision_batch SELECT CAST(l.key AS uuid), 'g', b.stream, 1, 1, 2, b.jws, '-',"
            + " '-', now() FROM tombstone_batch t JOIN log_leaf l ON l.index = t.leaf,"
            + " decision_batch b LIMIT 1"
      })
  void whoeverTampersWithATombstoneIsFound(String sql) throws Exception {
    List<String> statements = new ArrayList<>();
    for (String table :
        List.of(
            "tombstone",
            "tombstone_batch",
            "tombstone_numbers",
            "tombstone_chain",
            "decision",
            "decision_batch")) {
      statements.add("ALTER TABLE " + table + " DISABLE TRIGGER ALL");
    }
    String month = ask("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')");
    String forged =
        mason(4).carve(1, PAST, new TombstoneEntry.Contents(Bytes.of(new byte[32]), 1, 1));
    statements.addAll(
        List.of(sql.replace("%month%", month).replace("%forged%", forged).split(";")));
    List<Finding> found = replayed(statements.toArray(String[]::new));
    found.removeAll(findings);
    assertThat(found).as(sql).anyMatch(f -> !(f instanceof Finding.NotRecomputable));
  }

  @Test
  void nothingIsDeletedWithoutItsTombstone() throws Exception {
    String month = ask("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')");
    for (String sql :
        List.of(
            "DROP TABLE decision_" + month,
            "DELETE FROM decision",
            "INSERT INTO tombstone (number, month, statement) VALUES (2, '2025_02', 'x')",
            "SELECT prepare_tombstone('" + month + "')",
            "SELECT prepare_tombstone('2025_01')",
            "SELECT bury_decisions(2, '" + month + "', 'x')")) {
      try (Connection connection = asRetention().getConnection();
          Statement statement = connection.createStatement()) {
        assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOf(SQLException.class);
      }
    }
  }

  @Test
  void aStreamGoesOnWhereItWas() throws Exception {
    assertThat(ask("SELECT hold_decisions('g', '" + OTHER_STREAM + "')")).isEqualTo("2");
    assertThat(ask("SELECT first_missing_decision('g', '" + OTHER_STREAM + "', 3)")).isEqualTo("4");
    assertThat(
            ask("SELECT first_missing_decision('mcp-gateway', (SELECT stream FROM decision), 1)"))
        .isEqualTo("4");
  }

  @Test
  void theNextMonthIsThereBeforeItBegins() throws Exception {
    assertThat(
            ask(
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'decision'::regclass AND"
                    + " inhrelid = to_regclass('decision_' || to_char("
                    + "now() AT TIME ZONE 'UTC' + interval '1 month', 'YYYY_MM'))"))
        .isEqualTo("1");
    execute("SELECT make_decision_partitions()");
  }
}
