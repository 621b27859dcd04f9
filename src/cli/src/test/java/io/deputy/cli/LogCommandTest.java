package io.deputy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKeys;
import io.deputy.json.InclusionPromiseJson;
import io.deputy.json.Jwks;
import io.deputy.json.LogProofJson;
import io.deputy.log.Checkpoint;
import io.deputy.log.Frontier;
import io.deputy.log.HashSource;
import io.deputy.log.InclusionPromise;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import io.deputy.log.LogProof;
import io.deputy.log.MerkleTree;
import io.deputy.log.NoteKey;
import io.deputy.log.SignedNote;
import io.deputy.log.Subtree;
import io.deputy.log.Tile;
import io.deputy.minting.InMemoryEd25519;
import io.deputy.minting.Secret;
import io.deputy.minting.SignerUnavailable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log in a folder, as an issuer publishes it, and what can be wrong with it. */
class LogCommandTest {
  private static final String ISSUER = "https://deputy.acme.example";
  private static final String ORIGIN = Checkpoint.origin(ISSUER);
  private static final InMemoryEd25519 KEY = key(7);

  @TempDir private Path home;
  private Path log;
  private Path keys;

  private static InMemoryEd25519 key(int seed) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) seed);
    return new InMemoryEd25519(7, new Secret(Bytes.of(secret)));
  }

  @BeforeEach
  void publish() throws Exception {
    log = home.resolve("log");
    keys = home.resolve("jwks.json");
    writeKeys(TrustedKey.State.ACTIVE);
    publish(log, 300, "row");
  }

  private void writeKeys(TrustedKey.State state) throws Exception {
    TrustedKey key = new TrustedKey(7, TrustedKey.Role.LOG, state, ISSUER, KEY.publicKey());
    Files.writeString(keys, Jwks.write(new TrustedKeys(List.of(key))));
  }

  private static LogEntry entry(int i, String content) {
    return new LogEntry(
        LogKind.HOP,
        new UUID(0, i).toString(),
        Optional.of(Bytes.of((content + i).getBytes(StandardCharsets.UTF_8)).sha256()));
  }

  private static String note(Frontier frontier, InMemoryEd25519 by) {
    return SignedNote.sign(
            new Checkpoint(ORIGIN, frontier.head()).text(),
            new NoteKey(ORIGIN, KEY.publicKey()),
            text -> sign(by, text))
        .write();
  }

  private static Bytes sign(InMemoryEd25519 by, Bytes message) {
    try {
      return by.sign(message);
    } catch (SignerUnavailable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes tiles, the checkpoint, one of 100 entries beside it, and the proof of the 43rd. */
  private void publish(Path folder, int size, String content) throws Exception {
    Map<Integer, List<Bytes>> levels = new HashMap<>();
    Frontier frontier = Frontier.EMPTY;
    for (int i = 0; i < size; i++) {
      frontier =
          frontier.with(
              entry(i, content).leafHash(),
              (Subtree full) ->
                  levels.computeIfAbsent(full.level(), l -> new ArrayList<>()).add(full.hash()));
      if (i == 99) {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("earlier"), note(frontier, KEY));
      }
    }
    for (Map.Entry<Integer, List<Bytes>> level : levels.entrySet()) {
      for (int from = 0; from < level.getValue().size(); from += Tile.WIDTH) {
        int to = Math.min(from + Tile.WIDTH, level.getValue().size());
        Path file =
            folder
                .resolve("tile")
                .resolve(Tile.ofHashes(level.getKey(), from / Tile.WIDTH, to - from).path());
        Files.createDirectories(file.getParent());
        Files.write(file, Tile.contentOfHashes(level.getValue().subList(from, to)).toArray());
      }
    }
    Files.writeString(folder.resolve("checkpoint"), note(frontier, KEY));
    HashSource source =
        (level, from, count) -> levels.get(level).subList((int) from, (int) from + count);
    Files.createDirectories(folder.resolve("proof"));
    Files.writeString(
        folder.resolve("proof").resolve(new UUID(0, 42).toString()),
        proof(source, frontier, content));
  }

  private static String proof(HashSource source, Frontier frontier, String content) throws Refusal {
    return LogProofJson.write(
        new LogProof(
            entry(42, content).text(),
            42,
            new MerkleTree(source, frontier.size()).inclusion(42),
            note(frontier, KEY)));
  }

  private Ran verify(String... more) {
    return verifyAt(log.toString(), more);
  }

  private Ran verifyAt(String where, String... more) {
    List<String> all =
        new ArrayList<>(List.of("log", "verify", "--log", where, "--keys", keys.toString()));
    all.addAll(Arrays.asList(more));
    return Ran.of(all.toArray(String[]::new));
  }

  private static void refused(Ran ran, String reason) {
    assertThat(ran.out()).contains("not verified: " + reason);
    assertThat(ran.exit()).isEqualTo(Exit.NO);
  }

  private static void unusable(Ran ran, String message) {
    assertThat(ran.err()).contains(message).hasLineCount(1);
    assertThat(ran.exit()).isEqualTo(Exit.NO_ANSWER);
  }

  @Test
  void a_log_that_grew_holds_and_its_checkpoint_is_kept() throws Exception {
    Path kept = home.resolve("kept");
    Ran ran =
        verify(
            "--saved",
            log.resolve("earlier").toString(),
            "--hop",
            new UUID(0, 42).toString(),
            "--save",
            kept.toString());
    assertThat(ran.out())
        .contains(ORIGIN + " has 300 entries")
        .contains("earlier: the log continues it")
        .contains("entry 42, deputy-log-v1 hop 00000000-0000-0000-0000-00000000002a ")
        .endsWith("verified\n");
    assertThat(ran.exit()).isEqualTo(Exit.YES);
    assertThat(kept).hasSameTextualContentAs(log.resolve("checkpoint"));
    assertThat(verify("--saved", kept.toString()).exit()).isEqualTo(Exit.YES);
    JsonNode json = new ObjectMapper().readTree(verify("--saved", kept.toString(), "--json").out());
    assertThat(json.get("verified").booleanValue()).isTrue();
    assertThat(json.get("size").intValue()).isEqualTo(300);
    assertThat(json.at("/saved/0/holds").booleanValue()).isTrue();
  }

  @Test
  void a_proof_that_was_saved_needs_no_issuer() {
    String proof = log.resolve("proof").resolve(new UUID(0, 42).toString()).toString();
    assertThat(verify("--proof", proof).exit()).isEqualTo(Exit.YES);
  }

  @Test
  void a_log_that_was_rewritten_is_named() throws Exception {
    Path other = home.resolve("other");
    publish(other, 301, "another");
    refused(
        verifyAt(other.toString(), "--saved", log.resolve("earlier").toString()),
        "checkpoint_inconsistent");
    publish(other, 120, "row");
    Ran shorter = verifyAt(other.toString(), "--saved", log.resolve("checkpoint").toString());
    refused(shorter, "checkpoint_rolled_back");
    assertThat(shorter.out()).contains("had 300 entries and now has 120");
    JsonNode json =
        new ObjectMapper()
            .readTree(
                verifyAt(
                        other.toString(), "--json", "--saved", log.resolve("checkpoint").toString())
                    .out());
    assertThat(json.get("verified").booleanValue()).isFalse();
    assertThat(json.get("reason").textValue()).isEqualTo("checkpoint_rolled_back");
  }

  @Test
  void a_tile_that_was_changed_proves_nothing() throws Exception {
    Path tile = log.resolve("tile").resolve("0/001.p/44");
    byte[] content = Files.readAllBytes(tile);
    content[5] ^= 1;
    Files.write(tile, content);
    refused(verify("--saved", log.resolve("earlier").toString()), "checkpoint_inconsistent");
  }

  @Test
  void a_full_tile_will_do_where_the_partial_one_is_gone() throws Exception {
    publish(log, 512, "row");
    publish(home.resolve("smaller"), 300, "row");
    Files.copy(
        home.resolve("smaller").resolve("checkpoint"),
        log.resolve("checkpoint"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(log.resolve("tile").resolve("0/001.p/44"));
    assertThat(verify("--saved", log.resolve("earlier").toString()).exit()).isEqualTo(Exit.YES);
  }

  @Test
  void a_tile_that_cannot_be_had_decides_nothing() throws Exception {
    Files.delete(log.resolve("tile").resolve("0/001.p/44"));
    unusable(verify("--saved", log.resolve("earlier").toString()), "0/001.p/44");
  }

  @Test
  void who_has_not_the_key_signs_nothing() throws Exception {
    Files.writeString(log.resolve("checkpoint"), note(Frontier.EMPTY, key(66)));
    refused(verify(), "checkpoint_signature_invalid");
    writeKeys(TrustedKey.State.COMPROMISED);
    unusable(verify(), "no key of the role log");
  }

  @Test
  void a_proof_of_another_hop_is_none() throws Exception {
    Path proofs = log.resolve("proof");
    Files.copy(
        proofs.resolve(new UUID(0, 42).toString()), proofs.resolve(new UUID(0, 9).toString()));
    refused(verify("--hop", new UUID(0, 9).toString()), "log_proof_invalid");
    refused(verify("--hop", new UUID(0, 8).toString()), "log_entry_unknown");
    unusable(verifyAt("https://a b"), "neither the URL of an issuer nor");
    Path proof = proofs.resolve(new UUID(0, 42).toString());
    Files.writeString(proof, Files.readString(proof).replace("\"index\":42", "\"index\":43"));
    refused(verify("--proof", proof.toString()), "log_proof_invalid");
  }

  private static String promise(LogEntry entry, InMemoryEd25519 by) {
    return InclusionPromiseJson.write(
        InclusionPromise.of(ORIGIN, entry, Instant.parse("2026-11-24T09:00:00Z")),
        KEY.publicKey(),
        text -> sign(by, text));
  }

  @Test
  void a_promise_must_be_kept_to_the_letter() throws Exception {
    Ran kept = verify("--promise", promise(entry(42, "row"), KEY));
    assertThat(kept.out()).contains("as promised: entry 42");
    assertThat(kept.exit()).isEqualTo(Exit.YES);
    refused(verify("--promise", promise(entry(42, "other"), KEY)), "log_proof_invalid");
    refused(verify("--promise", promise(entry(42, "row"), key(66))), "log_proof_invalid");
    refused(verify("--promise", promise(entry(7, "row"), KEY)), "log_entry_unknown");
    refused(verify("--promise", "a.b.c"), "log_proof_invalid");
  }

  @Test
  void a_gateways_folder_of_checkpoints_is_taken_whole() throws Exception {
    Path kept = Files.createDirectory(home.resolve("checkpoints"));
    unusable(verify("--saved", kept.toString()), "there is no checkpoint in");
    Files.copy(log.resolve("earlier"), kept.resolve("2026-11-23"));
    Files.copy(log.resolve("checkpoint"), kept.resolve("2026-11-24"));
    assertThat(verify("--saved", kept.toString()).out())
        .contains("2026-11-23: the log continues it")
        .contains("2026-11-24: the log continues it");
  }

  @Test
  void it_is_fetched_from_an_issuer_too() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/audit/log/",
        exchange -> {
          Path file = log.resolve(exchange.getRequestURI().getPath().substring(11));
          byte[] content = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
          exchange.sendResponseHeaders(Files.exists(file) ? 200 : 404, content.length);
          exchange.getResponseBody().write(content);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      assertThat(
              verifyAt(
                      url,
                      "--saved",
                      log.resolve("earlier").toString(),
                      "--hop",
                      new UUID(0, 42).toString())
                  .exit())
          .isEqualTo(Exit.YES);
    } finally {
      server.stop(0);
    }
    unusable(verifyAt(url), "cannot be had");
  }

  @Test
  void wrong_usage_says_what_is_right() {
    unusable(verifyAt(home.resolve("nothing").toString()), "neither the URL of an issuer nor");
    unusable(verifyAt(home.toString()), "has no checkpoint");
    unusable(verify("--hop", "x"), "is not the id of a hop");
    assertThat(Ran.of("log").exit()).isEqualTo(Exit.NO_ANSWER);
    assertThat(Ran.of("log", "verify", "--help").out()).contains("--saved", "Exit codes");
  }
}
