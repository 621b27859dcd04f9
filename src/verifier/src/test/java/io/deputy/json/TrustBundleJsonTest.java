package io.deputy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.PublicKey;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.TrustedKey.State;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.User;
import io.deputy.verify.Revocation;
import io.deputy.verify.TrustBundle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

/** Bundles as they travel: read back as written, and refused when anything is amiss. */
class TrustBundleJsonTest {
  private static final String ISSUER = "https://deputy.acme.example";
  private static final Instant NOW = Instant.ofEpochSecond(1_795_000_000);
  private static final byte[] SEED = Bytes.of((byte) 5).sha256().toArray();
  private static final TrustedKeys PINNED = pinned(State.ACTIVE, ISSUER);
  private static final TrustBundle BUNDLE =
      new TrustBundle(
          ISSUER,
          NOW,
          Duration.ofMinutes(1),
          new TrustedKeys(
              List.of(new TrustedKey(1, TrustedKey.Role.ROOT, State.ACTIVE, ISSUER, publicKey()))),
          3,
          9,
          true,
          List.of(
              new Revocation.OfHop(new HopId(new UUID(-1, 2))),
              new Revocation.OfChain(new ChainId(new UUID(3, -4))),
              new Revocation.OfUser(new User("https://idp.acme.example", "älice"), NOW),
              new Revocation.OfAgent("orchestrator", NOW),
              new Revocation.OfSignature(Bytes.ofHex("00ff"))),
          Optional.of("deputy\n1\n"));
  private static final String HEADER =
      "{\"alg\":\"EdDSA\",\"typ\":\"deputy-bundle+jws\",\"kid\":\"5\"}";

  private static PublicKey publicKey() {
    byte[] encoded = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(SEED, 0, encoded, 0);
    return new PublicKey(PublicKey.Algorithm.ED25519, Bytes.of(encoded));
  }

  private static TrustedKeys pinned(State state, String issuer) {
    Optional<Instant> retiredAt =
        state == State.RETIRED ? Optional.of(NOW.minusSeconds(1)) : Optional.empty();
    return new TrustedKeys(
        List.of(new TrustedKey(5, TrustedKey.Role.BUNDLE, state, retiredAt, issuer, publicKey())));
  }

  private static Bytes sign(Bytes message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(SEED, 0, message.toArray(), 0, message.size(), signature, 0);
    return Bytes.of(signature);
  }

  private static String written() {
    return TrustBundleJson.write(BUNDLE, 5, publicKey(), TrustBundleJsonTest::sign);
  }

  private static Bytes utf8(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(String text, TrustedKeys pinned, Reason reason) {
    assertThatThrownBy(() -> TrustBundleJson.read(text, pinned))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).as(r.getMessage()).isEqualTo(reason));
  }

  private static void refusedWithPayload(UnaryOperator<String> change) {
    String payload =
        new String(
            Bytes.ofBase64Url(written().split("\\.", -1)[1]).toArray(), StandardCharsets.UTF_8);
    assertThat(change.apply(payload)).isNotEqualTo(payload);
    refused(
        CompactJws.write(utf8(HEADER), utf8(change.apply(payload)), TrustBundleJsonTest::sign),
        PINNED,
        Reason.BUNDLE_MALFORMED);
  }

  private static void refusedWithHeader(String header, Reason reason) {
    Bytes payload = Bytes.ofBase64Url(written().split("\\.", -1)[1]);
    refused(CompactJws.write(utf8(header), payload, TrustBundleJsonTest::sign), PINNED, reason);
  }

  @Test
  void aBundleIsReadAsItWasWritten() throws Refusal {
    assertThat(TrustBundleJson.read(written(), PINNED)).isEqualTo(BUNDLE);
  }

  @Test
  void everyChangedCharacterIsRefused() {
    String text = written();
    for (int at = 0; at < text.length(); at++) {
      String changed = text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A');
      String whole = changed + text.substring(at + 1);
      assertThatThrownBy(() -> TrustBundleJson.read(whole, PINNED)).isInstanceOf(Refusal.class);
      assertThatThrownBy(() -> TrustBundleJson.read(changed, PINNED)).isInstanceOf(Refusal.class);
    }
  }

  @Test
  void onlyPinnedKeysOfTheIssuerCount() {
    refused(written(), new TrustedKeys(List.of()), Reason.BUNDLE_SIGNATURE_INVALID);
    refused(written(), pinned(State.COMPROMISED, ISSUER), Reason.KEY_COMPROMISED);
    refused(written(), pinned(State.RETIRED, ISSUER), Reason.KEY_RETIRED);
    refused(written(), pinned(State.ACTIVE, "https://o.example"), Reason.BUNDLE_ISSUER_MISMATCH);
  }

  @Test
  void headersSayExactlyWhatTheyMust() {
    refusedWithHeader(HEADER.replace("EdDSA", "none"), Reason.BUNDLE_SIGNATURE_INVALID);
    refusedWithHeader(HEADER.replace("EdDSA", "ES256"), Reason.BUNDLE_SIGNATURE_INVALID);
    refusedWithHeader(HEADER.replace("\"5\"", "\"05\""), Reason.BUNDLE_SIGNATURE_INVALID);
    refusedWithHeader(HEADER.replace("bundle+jws", "decisions+jws"), Reason.BUNDLE_MALFORMED);
    refusedWithHeader(
        HEADER.replace("}", ",\"crit\":[\"b64\"],\"b64\":false}"), Reason.BUNDLE_MALFORMED);
    refusedWithHeader(HEADER.replace("}", ",\"kid\":\"5\"}"), Reason.BUNDLE_MALFORMED);
  }

  @Test
  void payloadsSayExactlyWhatTheyMust() {
    refusedWithPayload(p -> p.replace("\"max_age\":60", "\"max_age\":60,\"max_age\":86400"));
    refusedWithPayload(p -> p.replace("\"max_age\":60", "\"max_age\":86401"));
    refusedWithPayload(p -> p.replace("\"max_age\":60", "\"max_age\":0"));
    refusedWithPayload(p -> p.replace("\"from\":3", "\"from\":10"));
    refusedWithPayload(p -> p.replace("\"from\":3", "\"from\":-1"));
    refusedWithPayload(p -> p.replace("\"to\":9", "\"to\":7"));
    refusedWithPayload(p -> p.replace("\"more\":true,", ""));
    refusedWithPayload(p -> p.replace("\"agent\"", "\"device\""));
    refusedWithPayload(p -> p.replace("00ff", "00FF"));
    refusedWithPayload(p -> p.replace("{\"chain\":\"00", "{\"chain\":\""));
    refusedWithPayload(p -> p.replace("}", ",\"new\":1}"));
    refusedWithPayload(p -> p.substring(0, p.length() - 1));
  }
}
