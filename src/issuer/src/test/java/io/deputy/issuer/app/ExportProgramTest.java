package io.deputy.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deputy.Bytes;
import io.deputy.issuer.replay.GeneratedRecord;
import io.deputy.minting.Minted;
import io.deputy.verify.DecisionRecord.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deputy export} as an auditor runs it: with the auditor's role, into a folder. */
class ExportProgramTest {
  @TempDir private static Path folder;
  private static RecordDatabase database;
  private static Connection owner;

  @BeforeAll
  static void record() throws Exception {
    database = RecordDatabase.start();
    owner = database.asOwner();
    GeneratedRecord record = GeneratedRecord.begin(owner);
    List<Minted> chain = record.chain("alice", 3);
    record.chain("bob", 2);
    long cursor = record.revoke(chain.get(0).chain().id());
    record.deliver(
        List.of(chain.get(1)),
        record.call(chain.get(1), "create_issue", "acme/site", new Verdict.Allowed(), 0),
        record.hidden(chain.get(1), "create_issue", cursor));
  }

  @AfterAll
  static void stop() throws Exception {
    owner.close();
    database.close();
  }

  private record Ran(int exit, String out, String err) {}

  private static Ran export(String role, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--database=" + owner.getMetaData().getURL() + "?options=-c%20role=" + role);
    all.add("--login=" + database.login()[0]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        ExportProgram.run(
            all.toArray(String[]::new),
            Map.of("DEPUTY_AUDIT_PASSWORD", database.login()[1]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Ran(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void everyPartIsAFileAndTheManifestSaysWhatIsInIt() throws Exception {
    Path to = folder.resolve("all");
    assertThat(export("deputy_auditor", "--to", to.toString())).isEqualTo(new Ran(0, "", ""));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to)))
        .isEqualTo("rwx------");
    JsonNode manifest = new ObjectMapper().readTree(to.resolve("manifest.json").toFile());
    List<String> told = new ArrayList<>();
    for (JsonNode part : manifest.get("parts")) {
      byte[] content = Files.readAllBytes(to.resolve(part.get("file").textValue()));
      assertThat(part.get("sha256").textValue()).isEqualTo(Bytes.of(content).sha256().toHex());
      told.add(part.get("file").textValue() + " " + part.get("rows"));
    }
    assertThat(told).containsExactly("hops.jsonl 5", "revocations.jsonl 1", "decisions.jsonl 2");
    assertThat(manifest.has("checkpoint")).isFalse();
    assertThat(manifest.get("rows_beyond_checkpoint").intValue()).isGreaterThan(7);
    assertThat(Files.readString(to.resolve("decisions.jsonl"))).contains("\"redacted\":[\"\"]");
  }

  @Test
  void theSameFilterAsOverHttp() throws Exception {
    Path to = folder.resolve("some");
    assertThat(
            export(
                    "deputy_auditor",
                    "--to=" + to,
                    "--user=bob",
                    "--format=ocsf",
                    "--only=hops",
                    "--from=2020-01-01")
                .exit())
        .isZero();
    assertThat(Files.readAllLines(to.resolve("hops.jsonl"))).hasSize(2);
    assertThat(to.resolve("decisions.jsonl")).doesNotExist();
  }

  @Test
  void whatCannotBeExportedLeavesNoManifest() throws Exception {
    Path to = folder.resolve("refused");
    Ran ran = export("pg_monitor", "--to", to.toString());
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).startsWith("deputy: the record is not available");
    assertThat(to.resolve("manifest.json")).doesNotExist();
    assertThat(export("deputy_auditor", "--to", to.toString()).err()).contains("is there already");
    assertThat(export("deputy_auditor").err()).contains("\"--to\" is missing");
    assertThat(export("deputy_auditor", "--to=x", "--verdict=maybe").err())
        .contains("allowed, denied or undecided");
    assertThat(export("deputy_auditor", "--help").out()).startsWith("Usage: deputy export");
  }
}
