package io.deputy.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.chain.TrustedKey.Role;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.postgres.Leaves;
import io.deputy.json.TombstoneJson;
import io.deputy.log.Checkpoint;
import io.deputy.log.NoteKey;
import io.deputy.log.SignedNote;
import io.deputy.log.Tombstone;
import io.deputy.minting.Signer;
import io.deputy.minting.keys.KeyFolder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deputy retention} as an operator runs it. */
class RetentionProgramTest {
  private static final String ORIGIN = Checkpoint.origin(Acme.ISSUER);

  private static final String RECORD =
      """
      CREATE TABLE decision_batch_2025_01 PARTITION OF decision_batch
        FOR VALUES FROM ('2025-01-01 00:00Z') TO ('2025-02-01 00:00Z');
      CREATE TABLE decision_2025_01 PARTITION OF decision
        FOR VALUES FROM ('2025-01-01 00:00Z') TO ('2025-02-01 00:00Z');
      INSERT INTO decision_batch
        (id, gateway, stream, first, last, next, jws, client_address, trace, recorded_at)
      SELECT gen_random_uuid(), 'g', gen_random_uuid(), 1, 2, 3, 'x', 'a', 't', '2025-01-31 23:59Z';
      INSERT INTO decision (gateway, stream, number, batch, decided_at, verdict, reason, standing,
        agents, servers, names, content, recorded_at)
      SELECT 'g', stream, n, id, now(), 'denied', 'x', 'none', '{}', '{}', '{}', '{}', recorded_at
      FROM decision_batch, generate_series(1, 2) AS n
      """;

  @TempDir private Path home;
  private RecordDatabase database;
  private Connection owner;
  private KeyFolder keys;
  private Signer log;

  private record Ran(int exit, String out, String err) {}

  private Settings settings(String issuer) {
    return SettingsTest.with(
        Map.of(
            "deputy.home", home.toString(), "deputy.issuer", issuer, "deputy.development", "true"));
  }

  private Ran run(String issuer, String role, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--policy", "a year", "--by=rita"));
    arguments.add("--login=" + database.login()[0]);
    arguments.add("--database=" + owner.getMetaData().getURL() + "?options=-c%20role=" + role);
    arguments.addAll(List.of(more));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        RetentionProgram.run(
            arguments.toArray(String[]::new),
            Map.of("DEPUTY_RETENTION_PASSWORD", database.login()[1]),
            settings(issuer),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Ran(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private void record() throws Exception {
    keys = KeySettings.folder(settings(Acme.ISSUER));
    log = keys.signer(keys.open(Instant.now()).signing(Role.LOG).orElseThrow());
    try (Statement statement = owner.createStatement()) {
      statement.execute(RECORD);
    }
  }

  /** Lets the log take up what there is, and signs it. */
  private void sign() throws Exception {
    NoteKey key = new NoteKey(ORIGIN, log.publicKey());
    Leaves.write(
        owner,
        log.number(),
        head -> SignedNote.sign(new Checkpoint(ORIGIN, head).text(), key, log::sign).write());
  }

  private String ask(String sql) throws Exception {
    try (Statement statement = owner.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aMonthIsDeletedByWhoMayAndLeavesASignedTombstone() throws Exception {
    database = RecordDatabase.start();
    owner = database.asOwner();
    try {
      record();
      assertThat(run(Acme.ISSUER, "deputy_retention", "--before=2025-02").err())
          .contains("the log has no checkpoint yet");
      sign();
      assertThat(run("https://other.example", "deputy_retention", "--before=2025-02").err())
          .contains("DEPUTY_ISSUER is not the issuer");
      assertThat(run(Acme.ISSUER, "deputy_issuer", "--before=2025-02"))
          .matches(ran -> ran.exit() == 2 && ran.err().contains("permission denied"));
      assertThat(run(Acme.ISSUER, "deputy_retention", "--before=2999-01").err())
          .contains("is not a month to come");
      assertThat(run(Acme.ISSUER, "deputy_retention", "--before=2025-01"))
          .isEqualTo(new Ran(0, "", ""));
      assertThat(run(Acme.ISSUER, "deputy_retention", "--before=2025-02", "--dry-run"))
          .isEqualTo(new Ran(0, "decisions of 2025-01 would be deleted\n", ""));
      assertThat(ask("SELECT count(*) FROM decision")).isEqualTo("2");
      assertThat(run(Acme.ISSUER, "deputy_retention", "--before=2025-02"))
          .isEqualTo(new Ran(0, "2 decisions of 2025-01 deleted, tombstone 1\n", ""));
      assertThat(ask("SELECT count(*) FROM decision")).isEqualTo("0");
      Tombstone tombstone =
          TombstoneJson.read(
              ask("SELECT statement FROM tombstone"),
              List.of(new NoteKey(ORIGIN, log.publicKey())));
      assertThat(tombstone.by()).isEqualTo("rita");
      assertThat(tombstone.policy()).isEqualTo("a year");
      assertThat(tombstone.decisions()).isEqualTo(2);
      assertThat(tombstone.batches()).isEqualTo(1);
      assertThat(ask("SELECT kind FROM log_queue")).isEqualTo("tombstone");
    } finally {
      owner.close();
      database.close();
    }
  }
}
