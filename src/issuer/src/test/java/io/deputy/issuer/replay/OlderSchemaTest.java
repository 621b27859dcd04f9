package io.deputy.issuer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Refusal;
import io.deputy.issuer.app.RecordDatabase;
import io.deputy.minting.Minted;
import io.deputy.verify.DecisionRecord.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that was begun with the tables of an older version is replayed after the migration. */
class OlderSchemaTest {
  private static final int NO_TABLES = 0;
  private static final int REVOCATIONS = 2;
  private static final int DECISIONS = 8;
  private static final int LOG = 9;

  private static RecordDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = RecordDatabase.withoutTables();
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
  }

  /** Rows of an older version, brought to this one, with one more chain. */
  private static List<Finding> replayed(Connection owner, int version) throws Exception {
    try (Statement statement = owner.createStatement()) {
      statement.execute(
          "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC");
    }
    RecordDatabase.migrate(owner, NO_TABLES, version);
    GeneratedRecord record = GeneratedRecord.begin(owner);
    List<Minted> chain = record.chain("alice", 3);
    if (version >= REVOCATIONS) {
      record.revoke(record.chain("bob", 2).get(0).chain().id());
    }
    if (version >= DECISIONS) {
      record.deliver(
          List.of(chain.get(1)),
          record.call(chain.get(1), "create_issue", "acme/site", new Verdict.Allowed(), 1));
    }
    String kept = version >= LOG ? GeneratedRecord.log(owner) : "";
    RecordDatabase.migrate(owner, version, Integer.MAX_VALUE);
    record.startAgain();
    record.chain("carol", 2);
    GeneratedRecord.log(owner);
    return Insider.afterwards(
        owner,
        GeneratedRecord.KEYS,
        replay ->
            all(kept.isEmpty() ? replay : replay.continuing(Map.of("before the migration", kept))));
  }

  private static List<Finding> all(Replay replay) throws Refusal, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    new ReplayOfAll(replay, View.ALL, 1)
        .run(Optional.empty(), report -> findings.addAll(report.findings()));
    return findings;
  }

  private static long leaves(Connection owner) throws SQLException {
    try (Statement statement = owner.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM log_leaf l JOIN hop h ON h.id::text = l.key")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 8, 9})
  void aRecordWithTheHistoriesIsAsRecorded(int version) throws Exception {
    try (Connection owner = database.asOwner()) {
      assertThat(replayed(owner, version)).isEmpty();
      assertThat(leaves(owner)).as("what was there before the log is in it, too").isEqualTo(7);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 5})
  void whatNobodyWroteDownThenIsNotRecomputable(int version) throws Exception {
    try (Connection owner = database.asOwner()) {
      assertThat(replayed(owner, version))
          .as("which directory was in force for each of five hops")
          .hasSize(5)
          .allSatisfy(
              finding -> {
                assertThat(finding).isInstanceOf(Finding.NotRecomputable.class);
                assertThat(finding.describe()).contains("directory is not recomputable");
              });
    }
  }
}
