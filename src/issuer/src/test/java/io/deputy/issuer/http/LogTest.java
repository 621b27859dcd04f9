package io.deputy.issuer.http;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.TrustedKey;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.NodeProgram;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.log.TransparencyLog;
import io.deputy.json.InclusionPromiseJson;
import io.deputy.json.LogProofJson;
import io.deputy.log.Checkpoint;
import io.deputy.log.InclusionPromise;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import io.deputy.log.LogProof;
import io.deputy.log.NoteKey;
import io.deputy.log.Tile;
import io.deputy.log.TreeHash;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transparency log as the world sees it. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class LogTest {
  private static final NodeProgram SIGSTORE =
      new NodeProgram(
          Path.of("src/test/js/log"), "verify.mjs", "@sigstore/verify", Path.of("target/log"));

  @Inject OwnerConnection database;
  @Inject IssuerKeys keys;
  @Inject TransparencyLog log;

  private List<NoteKey> logKeys() {
    return keys.published().keys().stream()
        .filter(k -> k.role() == TrustedKey.Role.LOG)
        .map(k -> new NoteKey(Checkpoint.origin(Acme.ISSUER), k.key()))
        .toList();
  }

  private Checkpoint checkpoint() throws Refusal {
    String note =
        when()
            .get("/audit/log/checkpoint")
            .then()
            .statusCode(200)
            .header("Content-Type", "text/plain; charset=utf-8")
            .header("Cache-Control", "public, max-age=1")
            .extract()
            .asString();
    return Checkpoint.open(note, logKeys());
  }

  private static Bytes tile(Tile tile) {
    return Bytes.of(
        when()
            .get("/audit/log/tile/" + tile.path())
            .then()
            .statusCode(200)
            .header("Content-Type", "application/octet-stream")
            .header("Cache-Control", "public, max-age=31536000, immutable")
            .extract()
            .asByteArray());
  }

  private static LogProof proof(String hop) throws Refusal {
    return LogProofJson.read(
        when()
            .get("/audit/log/proof/" + hop)
            .then()
            .statusCode(200)
            .header("Cache-Control", "no-store")
            .extract()
            .asString());
  }

  @Test
  void whatTheExchangePromisesIsInTheLogAndProved() throws Exception {
    var first = Call.byOrchestrator().with("purpose", "triage").send().statusCode(200).extract();
    InclusionPromise promise = InclusionPromiseJson.read(first.path("log_promise"), logKeys());
    assertThat(promise.origin()).isEqualTo(Checkpoint.origin(Acme.ISSUER));
    assertThat(promise.entry().kind()).isEqualTo(LogKind.HOP);
    assertThat(promise.entry().key()).isEqualTo(first.path("hop"));
    assertThat(promise.by()).isEqualTo(promise.at().plus(InclusionPromise.MAX_MERGE_DELAY));
    log.advance();
    LogProof proof = proof(first.path("hop"));
    assertThat(proof.entry()).as("the row itself was promised").isEqualTo(promise.entry().text());
    Checkpoint under = proof.verify(logKeys());
    assertThat(under.head().size()).isGreaterThan(proof.index());
    LogProof other =
        new LogProof(proof.entry() + "0", proof.index(), proof.hashes(), proof.checkpoint());
    assertThatThrownBy(() -> other.verify(logKeys())).isInstanceOf(Refusal.class);
    assertThat(under.head().size()).isLessThanOrEqualTo(checkpoint().head().size());
  }

  /** A consent, a purpose, no user token: every kind of hop has the entry that was promised. */
  @Test
  void everyHopIsPromisedAsItIsRecorded() throws Exception {
    Delegated chain = Delegated.from("log-ann");
    log.advance();
    for (String hop : List.of(chain.first().hop(), chain.second().hop(), chain.third().hop())) {
      assertThat(LogEntry.parse(proof(hop).entry()).orElseThrow().digest()).isPresent();
    }
    String parent = Call.byOrchestrator().token();
    var pulled =
        Call.next("researcher", Acme.RESEARCHER, parent, "researcher")
            .with(
                "consent",
                Acme.consent(
                        "orchestrator", Acme.ORCHESTRATOR, parent, "researcher", Acme.RESEARCHER)
                    .compact())
            .without("scope")
            .with("authorization_details", Acme.SEARCH)
            .send()
            .statusCode(200)
            .extract();
    log.advance();
    assertThat(proof(pulled.path("hop")).entry())
        .isEqualTo(InclusionPromiseJson.read(pulled.path("log_promise"), logKeys()).entry().text());
  }

  @Test
  void tilesAreThoseOfTheCheckpoint() throws Exception {
    Call.byOrchestrator().token();
    log.advance();
    long size = checkpoint().head().size();
    Tile last = Tile.ofEntries((size - 1) / 256, Tile.widthAt(0, (size - 1) / 256, size));
    List<Bytes> entries = last.read(tile(last)).orElseThrow();
    Tile hashes = Tile.ofHashes(0, last.index(), last.width());
    assertThat(hashes.read(tile(hashes)).orElseThrow())
        .isEqualTo(entries.stream().map(TreeHash::leaf).toList());
    assertThat(LogEntry.parse(entries.get(entries.size() - 1))).isPresent();
  }

  /** Sigstore's verifier, on npm, and the text of C2SP in some lines of JavaScript. */
  @Test
  void sigstoreAcceptsOurCheckpointsAndProofs() throws Exception {
    SIGSTORE.requireInstalled();
    String hop = Call.byOrchestrator().send().statusCode(200).extract().path("hop");
    log.advance();
    LogProof proof = proof(hop);
    long size = proof.verify(logKeys()).head().size();
    ObjectMapper json = new ObjectMapper();
    ObjectNode input = json.createObjectNode().put("origin", Checkpoint.origin(Acme.ISSUER));
    NoteKey signing = new NoteKey("x", keys.current(Instant.now()).log().publicKey());
    input
        .putObject("jwk")
        .put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("x", signing.key().encoded().toBase64Url());
    input.set("proof", json.readTree(LogProofJson.write(proof)));
    ArrayNode bundles = input.putArray("bundles");
    for (long index = 0; index * Tile.WIDTH < size; index++) {
      bundles.add(tile(Tile.ofEntries(index, Tile.widthAt(0, index, size))).toArray());
    }
    Process node = SIGSTORE.start(SIGSTORE.home().resolve("node.log"));
    try (var stdin = node.getOutputStream()) {
      json.writeValue(stdin, input);
    }
    JsonNode answer = json.readTree(node.getInputStream().readAllBytes());
    assertThat(answer.at("/proof/size").longValue()).as(answer.toString()).isEqualTo(size);
    assertThat(answer.at("/entries").longValue()).isEqualTo(size);
    assertThat(answer.at("/root").textValue()).isEqualTo(answer.at("/proof/root").textValue());
    assertThat(answer.at("/damaged/refused").textValue()).contains("root hash");
    assertThat(answer.at("/forged/refused").textValue()).contains("checkpoint signature");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/audit/log/tile/0/999",
        "/audit/log/tile/entries/999.p/1",
        "/audit/log/tile/7/000",
        "/audit/log/tile/0/1",
        "/audit/log/tile/8/000",
        "/audit/log/tile/x",
        "/audit/log/tile/0/../0/999",
        "/audit/log/proof/00000000-0000-4000-8000-000000000000",
        "/audit/log/proof/1-1-1-1-1",
        "/audit/log/proof/x'--"
      })
  void whatIsNotThereIsNotFound(String path) {
    when().get(path).then().statusCode(404);
  }

  @Test
  void anUnknownHopIsSaidToBeSo() {
    when()
        .get("/audit/log/proof/" + UUID.randomUUID())
        .then()
        .statusCode(404)
        .body("reason", equalTo("log_entry_unknown"));
  }

  @Test
  void bundlesSayHowFarTheLogIs() throws Exception {
    log.advance();
    Optional<String> said = Gateway.pinning(keys).upToDate().trust().checkpoint();
    assertThat(Checkpoint.open(said.orElseThrow(), logKeys()).head().size()).isPositive();
  }

  @Test
  void everyColumnOfEveryTableCounts() throws Exception {
    for (LogKind kind : LogKind.values()) {
      String columns =
          database.ask(
              """
              SELECT string_agg(column_name, ',' ORDER BY column_name)
              FROM information_schema.columns
              WHERE table_name = '%s' AND is_generated = 'NEVER'
              """
                  .formatted(kind.word()));
      assertThat(kind.columns().stream().map(c -> c.name()).sorted().toList())
          .as(kind.word())
          .containsExactly(columns.split(",", -1));
    }
  }

  @Test
  void everyRowHasItsLeaf() throws Exception {
    log.advance();
    for (LogKind kind : LogKind.values()) {
      assertThat(
              database.ask(
                  "SELECT count(*) >= (SELECT count(*) FROM %1$s) FROM log_leaf WHERE kind = '%1$s'"
                      .formatted(kind.word())))
          .as(kind.word())
          .isEqualTo("t");
    }
  }
}
