package io.deputy.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import io.deputy.log.InclusionPromise;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import io.deputy.log.LogProof;
import io.deputy.log.NoteKey;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

/** Proofs and promises of the transparency log, as they travel. */
class LogJsonTest {
  private static final String ORIGIN = "deputy.acme.example/audit/log";
  private static final byte[] SECRET = new byte[32];
  private static final NoteKey KEY = new NoteKey(ORIGIN, publicKey());

  private static final LogProof PROOF =
      new LogProof("entry", 5, List.of(Bytes.EMPTY.sha256(), Bytes.EMPTY.sha256()), "note\n\n");

  private static final InclusionPromise PROMISE =
      InclusionPromise.of(
          ORIGIN,
          new LogEntry(LogKind.HOP, "h", Optional.of(Bytes.EMPTY.sha256())),
          Instant.parse("2026-11-24T09:00:00.5Z"));

  private static PublicKey publicKey() {
    byte[] key = new byte[32];
    Ed25519.generatePublicKey(SECRET, 0, key, 0);
    return new PublicKey(PublicKey.Algorithm.ED25519, Bytes.of(key));
  }

  private static Bytes sign(Bytes message) {
    byte[] signature = new byte[64];
    Ed25519.sign(SECRET, 0, message.toArray(), 0, message.size(), signature, 0);
    return Bytes.of(signature);
  }

  private static void refusedProof(String json) {
    assertThatThrownBy(() -> LogProofJson.read(json))
        .as(json)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.LOG_PROOF_INVALID));
  }

  private static void refusedPromise(String text, List<NoteKey> keys) {
    assertThatThrownBy(() -> InclusionPromiseJson.read(text, keys))
        .as(text)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.LOG_PROOF_INVALID));
  }

  private static String promise(String payload) {
    return CompactJws.write(
        Bytes.of("{\"alg\":\"EdDSA\",\"typ\":\"deputy-log-promise+jws\"}".getBytes(UTF_8)),
        Bytes.of(payload.getBytes(UTF_8)),
        LogJsonTest::sign);
  }

  @Test
  void proofsAreReadAsTheyAreWritten() throws Refusal {
    assertThat(LogProofJson.read(LogProofJson.write(PROOF))).isEqualTo(PROOF);
  }

  @Test
  void anythingElseIsNoProof() {
    String good = LogProofJson.write(PROOF);
    for (String bad :
        List.of(
            "",
            "{}",
            good.replace("\"index\":5", "\"index\":\"5\""),
            good.replace("\"index\":5", "\"index\":5.5"),
            good.replace("\"index\":5", "\"index\":5,\"x\":1"),
            good.replace("\"index\":5", "\"index\":5,\"index\":6"),
            good.replace("\"hashes\":[\"", "\"hashes\":[\"="))) {
      refusedProof(bad);
    }
    refusedProof(
        LogProofJson.write(
            new LogProof("e", 0, Collections.nCopies(64, Bytes.EMPTY.sha256()), "n")));
    refusedProof(LogProofJson.write(new LogProof("e".repeat(70_000), 0, List.of(), "n")));
  }

  @Test
  void promisesAreReadAsTheyAreSigned() throws Refusal {
    String written = InclusionPromiseJson.write(PROMISE, KEY.key(), LogJsonTest::sign);
    assertThat(InclusionPromiseJson.read(written, List.of(KEY))).isEqualTo(PROMISE);
    assertThat(PROMISE.at()).isEqualTo(Instant.parse("2026-11-24T09:00:00Z"));
    assertThat(PROMISE.by()).isEqualTo(Instant.parse("2026-11-25T09:00:00Z"));
    refusedPromise(written, List.of());
    refusedPromise(written, List.of(new NoteKey("other.example/audit/log", KEY.key())));
    refusedPromise(written.substring(0, written.length() - 4) + "AAAA", List.of(KEY));
    refusedPromise("a".repeat(5_000), List.of(KEY));
  }

  @Test
  void whatIsSignedAndNoPromiseIsRefused() {
    String entry = PROMISE.entry().text();
    String good = "{\"log\":\"%s\",\"entry\":\"%s\",\"at\":1,\"by\":2}".formatted(ORIGIN, entry);
    for (String bad :
        List.of(
            good.replace("\"at\":1,", ""),
            good.replace("\"at\":1", "\"at\":-1"),
            good.replace("\"at\":1", "\"at\":1,\"x\":1"),
            good.replace(entry, "another"),
            good.replace("deputy.acme", "deputy.other"))) {
      refusedPromise(promise(bad), List.of(KEY));
    }
    refusedPromise(promise(good).replaceFirst("^[^.]*", "e30"), List.of(KEY));
  }
}
