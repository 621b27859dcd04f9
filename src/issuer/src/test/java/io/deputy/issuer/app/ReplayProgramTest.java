package io.deputy.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.chain.TokenText;
import io.deputy.issuer.replay.GeneratedRecord;
import io.deputy.json.Jwks;
import io.deputy.log.TreeHead;
import io.deputy.minting.Minted;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deputy replay} as an auditor runs it: with the auditor's role and the public keys. */
class ReplayProgramTest {
  @TempDir private static Path folder;
  private static RecordDatabase database;
  private static Connection owner;
  private static List<Minted> chain;

  @BeforeAll
  static void record() throws Exception {
    database = RecordDatabase.start();
    owner = database.asOwner();
    GeneratedRecord record = GeneratedRecord.begin(owner);
    chain = record.chain("alice", 3);
    record.chain("bob", 2);
    Files.writeString(folder.resolve("kept"), GeneratedRecord.log(owner));
    Files.writeString(folder.resolve("jwks.json"), Jwks.write(GeneratedRecord.KEYS));
  }

  @AfterAll
  static void stop() throws Exception {
    owner.close();
    database.close();
  }

  private record Ran(int exit, String out, String err) {}

  private static Ran replay(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--keys", folder.resolve("jwks.json").toString()));
    all.addAll(
        List.of(
            "--database",
            owner.getMetaData().getURL()
                + "?user="
                + database.login()[0]
                + "&password="
                + database.login()[1]
                + "&options=-c%20role=deputy_auditor"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        ReplayProgram.run(
            all.toArray(String[]::new),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Ran(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static String id() {
    return chain.get(0).chain().id().toString();
  }

  @Test
  void aChainIsNamedByItselfByAHopAndByAToken() throws Exception {
    String hop = chain.get(2).chain().last().id().toString();
    String token = TokenText.write(chain.get(1).token().expose());
    for (String subject : List.of(id(), hop, token)) {
      assertThat(replay(subject))
          .isEqualTo(new Ran(0, "chain " + id() + ": as recorded (3 hops, 0 decisions)\n", ""));
    }
    assertThat(replay(id(), "--today").out()).contains("hop " + hop + " would pass at ");
  }

  @Test
  void everythingIsReplayedAndGoesOnAfterAChain() throws Exception {
    Ran all = replay("--all", "--json", "--threads", "2");
    List<String> lines = all.out().lines().toList();
    assertThat(all.exit()).isZero();
    assertThat(all.err()).isEqualTo("replayed 2 chains, 5 hops, 0 decisions: 0 findings\n");
    assertThat(lines).hasSize(4).allMatch(line -> line.contains("\"outcome\":\"same\""));
    String first = lines.get(2).substring(10, 46);
    assertThat(replay("--all", "--after", first).err()).startsWith("replayed 1 chains");
  }

  @Test
  void whatDiffersIsNamedAndTellsByTheExitCode() throws Exception {
    String hop = chain.get(2).chain().last().id().toString();
    try (Statement statement = owner.createStatement()) {
      statement.execute("ALTER TABLE hop DISABLE TRIGGER ALL");
      statement.execute("UPDATE hop SET actor = 'courier' WHERE id = '" + hop + "'");
      Ran all = replay("--all");
      assertThat(all.exit()).isEqualTo(1);
      assertThat(all.out())
          .contains("hop " + hop + ": actor is \"courier\", expected \"researcher\"");
      statement.execute("UPDATE hop SET actor = 'researcher' WHERE id = '" + hop + "'");
      statement.execute("ALTER TABLE hop ENABLE TRIGGER ALL");
    }
  }

  @Test
  void whatCannotBeDecidedIsNeitherYesNorNo() throws Exception {
    Ran absent = replay(UUID.randomUUID().toString());
    assertThat(absent.exit()).isEqualTo(2);
    assertThat(absent.err()).contains("is on record");
    assertThat(replay("--all", "--as-of", "yesterday").exit()).isEqualTo(2);
    assertThat(replay().err()).contains("name one chain, hop or token, or give --all");
    assertThat(replay("--all", "--json", "--json").err()).contains("given twice");
  }

  @Test
  void theLogContinuesWhatWasKept() throws Exception {
    String kept = folder.resolve("kept").toString();
    assertThat(replay("--all", "--checkpoint", kept).exit()).isZero();
    assertThat(replay(id(), "--checkpoint", kept).exit()).isZero();
    String note = GeneratedRecord.signed(new TreeHead(5, Bytes.of(new byte[] {1}).sha256()));
    String other = Files.writeString(folder.resolve("another"), note).toString();
    Ran all = replay("--all", "--checkpoint", kept, "--checkpoint", other);
    assertThat(all.exit()).isEqualTo(1);
    assertThat(all.out()).contains("log_leaf 0 to 4: entry is ", other);
    Ran one = replay(id(), "--checkpoint", other);
    assertThat(one.exit()).isEqualTo(1);
    assertThat(one.out()).contains("log_checkpoint ", other);
  }

  @Test
  void aLogThatIsShorterThanWhatWasKeptIsToldFrom() throws Exception {
    String note = GeneratedRecord.signed(new TreeHead(1_000, Bytes.of(new byte[] {1}).sha256()));
    String longer = Files.writeString(folder.resolve("longer"), note).toString();
    assertThat(replay("--all", "--checkpoint", longer).out()).contains(" to 999 is missing: ");
    assertThat(replay(id(), "--checkpoint", longer).out()).contains("the log had 1000 entries");
  }

  @Test
  void whatIsNoCheckpointOfTheLogDecidesNothing() throws Exception {
    Path file = folder.resolve("forged");
    String kept = Files.readString(folder.resolve("kept"));
    Files.writeString(file, kept.replaceFirst("\n[0-9]+\n", "\n1\n"));
    Ran forged = replay("--all", "--checkpoint", file.toString());
    assertThat(forged.exit()).isEqualTo(2);
    assertThat(forged.err()).contains(file + ": ", "does not verify");
    assertThat(replay("--all", "--checkpoint", folder.resolve("absent").toString()).err())
        .contains("cannot be read");
  }
}
