package io.deputy.issuer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import io.deputy.Reason;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.acme.AcmeKey;
import io.deputy.issuer.acme.Jwt;
import io.deputy.issuer.identity.HostileProvider.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users whose issuer serves its keys over HTTP, and what it may do wrong. */
class ServedKeysTest {
  private static final String PATH = "/jwks.json";
  private static final AcmeKey FIRST = AcmeKey.ed25519("first");
  private static final AcmeKey SECOND = AcmeKey.ed25519("second");

  @TempDir Path folder;
  private HostileProvider provider;
  private UsersDoor door;

  @BeforeEach
  void serve() throws Exception {
    provider = new HostileProvider();
    provider.answers(PATH, FIRST.jwks());
    door =
        new UsersDoor(
            folder,
            """
            issuer: https://dark.acme.example
            jwks: %s/jwks.json
            caller_claim: azp
            ceiling: grants
            """
                .formatted(provider.url()),
            true);
  }

  @AfterEach
  void stop() {
    provider.close();
    door.close();
  }

  private Jwt alice(AcmeKey key) {
    Instant now = door.clock().instant();
    return Acme.alice("orchestrator")
        .with("iss", Acme.DARK_IDP)
        .at("iat", now)
        .at("exp", now.plusSeconds(600))
        .header("alg", key.algorithm())
        .header("kid", key.jwk().getKeyID())
        .reallySignedBy(key);
  }

  private void accepted(AcmeKey key) throws Exception {
    assertThat(door.verify(alice(key)).user().user().subject()).isEqualTo("alice");
  }

  private void refused(AcmeKey key, Reason reason) {
    door.refused(alice(key), reason);
  }

  private static String jwks(String... members) {
    return "{\"keys\":[" + String.join(",", members) + "]}";
  }

  private static String jwks(AcmeKey... keys) {
    return jwks(Arrays.stream(keys).map(k -> k.jwk().toJSONString()).toArray(String[]::new));
  }

  /** The provider answers {@code answer} from now on, and is asked again. */
  private void later(Answer answer) {
    provider.answers(PATH, answer);
    door.clock().forward(IdentityProvider.FRESH);
  }

  @Test
  void keysAreFetchedOnce() throws Exception {
    accepted(FIRST);
    accepted(FIRST);
    assertThat(provider.asked(PATH)).isEqualTo(1);
  }

  @Test
  void aNewKeyIsAskedForButNotMoreOftenThanEveryHalfMinute() throws Exception {
    accepted(FIRST);
    provider.answers(PATH, SECOND.jwks());
    refused(SECOND, Reason.SUBJECT_SIGNATURE_INVALID);
    assertThat(provider.asked(PATH)).isEqualTo(1);
    door.clock().forward(Duration.ofSeconds(31));
    accepted(SECOND);
    assertThat(provider.asked(PATH)).isEqualTo(2);
    refused(FIRST, Reason.SUBJECT_SIGNATURE_INVALID);
  }

  @Test
  void strangersKeyNamesCauseOneRequestInHalfAMinute() throws Exception {
    accepted(FIRST);
    door.clock().forward(Duration.ofSeconds(31));
    for (int i = 0; i < 20; i++) {
      door.refused(alice(FIRST).header("kid", "unknown-" + i), Reason.SUBJECT_SIGNATURE_INVALID);
    }
    assertThat(provider.asked(PATH)).isEqualTo(2);
  }

  @Test
  void aRemovedKeyEndsAtTheNextRefresh() throws Exception {
    provider.answers(PATH, jwks(FIRST, SECOND));
    accepted(SECOND);
    later(Answer.of(jwks(FIRST)));
    refused(SECOND, Reason.SUBJECT_SIGNATURE_INVALID);
    accepted(FIRST);
  }

  @Test
  void aFailureIsRememberedForAWhile() throws Exception {
    provider.answers(PATH, Answer.status(500));
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
    assertThat(provider.asked(PATH)).isEqualTo(1);
    door.clock().forward(Backoff.FIRST);
    provider.answers(PATH, FIRST.jwks());
    accepted(FIRST);
  }

  @Test
  void aProviderThatIsDownCostsNothingForAWhileAndThenEverything() throws Exception {
    accepted(FIRST);
    later(Answer.status(503));
    accepted(FIRST);
    door.clock().forward(IdentityProvider.GRACE.minusSeconds(1));
    accepted(FIRST);
    door.clock().forward(Duration.ofSeconds(1));
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
    door.clock().forward(Backoff.LONGEST);
    provider.answers(PATH, FIRST.jwks());
    accepted(FIRST);
  }

  @Test
  void aProviderThatIsDownIsAskedLessAndLess() throws Exception {
    accepted(FIRST);
    later(Answer.status(503));
    for (int second = 0; second < 300; second++) {
      accepted(FIRST);
      door.clock().forward(Duration.ofSeconds(1));
    }
    assertThat(provider.asked(PATH)).isBetween(7L, 15L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "{}",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "{\"keys\":[{\"kty\":\"XYZ\"}]}",
        "{\"keys\":[null, 7, \"x\"]}",
        "{\"keys\":[], \"keys\":[]}"
      })
  void aPoisonedOrShrunkSetDoesNotCostTheKeysWeHad(String body) throws Exception {
    accepted(FIRST);
    later(Answer.of(body));
    accepted(FIRST);
    door.clock().forward(IdentityProvider.GRACE);
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
  }

  @Test
  void aMemberThatIsPoisonedDoesNotCostTheOthers() throws Exception {
    provider.answers(
        PATH,
        jwks(
            "{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"first\"}",
            "{\"kty\":\"XYZ\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"first\",\"x\":\"AAAA\"}",
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"first\",\"x\":\"AQ\",\"y\":\"AQ\"}",
            FIRST.jwk().toJSONString()));
    accepted(FIRST);
  }

  @Test
  void aKeyThatIsNotForSigningIsNeverUsed() {
    String json = FIRST.jwk().toJSONString();
    for (String member :
        new String[] {
          "\"use\":\"enc\"", "\"key_ops\":[\"encrypt\"]", "\"alg\":\"ES256\"", "\"alg\":\"HS256\""
        }) {
      provider.answers(
          PATH, jwks(json.replace("{", "{" + member + ","), SECOND.jwk().toJSONString()));
      refused(FIRST, Reason.SUBJECT_SIGNATURE_INVALID);
      door.clock().forward(IdentityProvider.FRESH);
    }
  }

  @Test
  void aKeyForAnotherAlgorithmIsNeverUsed() {
    AcmeKey rsa = AcmeKey.rsa("rsa", 2048);
    RSAKey pss =
        new RSAKey.Builder((RSAKey) rsa.jwk())
            .algorithm(com.nimbusds.jose.JWSAlgorithm.PS256)
            .build();
    provider.answers(PATH, jwks(pss.toJSONString(), FIRST.jwk().toJSONString()));
    refused(rsa, Reason.SUBJECT_SIGNATURE_INVALID);
  }

  @Test
  void aShortRsaKeyIsNeverUsed() {
    AcmeKey weak = AcmeKey.rsa("weak", 1024);
    provider.answers(PATH, jwks(weak, FIRST));
    refused(weak, Reason.SUBJECT_SIGNATURE_INVALID);
  }

  @Test
  void aPrivateOrSymmetricKeyIsNeverUsed() {
    provider.answers(
        PATH,
        jwks(
            "{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"mac\"}",
            FIRST.jwk().toJSONString().replace("{", "{\"d\":\"AAAA\",")));
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
  }

  @Test
  void moreKeysThanAnybodyRotatesAreNoAnswer() {
    provider.answers(
        PATH,
        Arrays.stream(new AcmeKey[33])
            .map(k -> FIRST.jwk().toJSONString())
            .collect(Collectors.joining(",", "{\"keys\":[", "]}")));
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../dev/null",
        "/etc/passwd",
        "file:///dev/zero",
        "http://127.0.0.1/x",
        "' OR 1=1",
        "first\u0000",
        "FIRST",
        " first"
      })
  void aKeyNameIsComparedAndNothingElse(String kid) throws Exception {
    accepted(FIRST);
    door.refused(alice(FIRST).header("kid", kid), Reason.SUBJECT_SIGNATURE_INVALID);
    assertThat(provider.asked()).extracting(HostileProvider.Asked::path).containsOnly(PATH);
  }

  @Test
  void addressesOfKeysInATokenAreNotFollowed() throws Exception {
    accepted(FIRST);
    Jwt forged =
        alice(Acme.ATTACKER)
            .header("kid", "first")
            .header("jku", provider.url() + "/attacker")
            .header("x5u", provider.url() + "/attacker");
    door.refused(forged, Reason.SUBJECT_SIGNATURE_INVALID);
    assertThat(provider.asked("/attacker")).isZero();
  }

  @Test
  void aRedirectIsNotFollowed() {
    provider.answers("/elsewhere", FIRST.jwks());
    provider.answers(PATH, Answer.redirect(provider.url() + "/elsewhere"));
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
    assertThat(provider.asked("/elsewhere")).isZero();
  }

  @Test
  void anAnswerThatIsTooLargeIsNoAnswer() {
    provider.answers(PATH, FIRST.jwks() + " ".repeat(Fetch.MAX_BYTES));
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
  }

  @Test
  void anAnswerThatTricklesInIsNoAnswer() {
    provider.answers(PATH, Answer.of(FIRST.jwks()).slowly(Duration.ofMillis(500)));
    long start = System.nanoTime();
    refused(FIRST, Reason.ISSUER_KEYS_UNAVAILABLE);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(Fetch.ANSWER_LIMIT.plusSeconds(1));
  }

  @Test
  void developmentKeysAreNoAnswerInProduction() {
    provider.answers(PATH, Acme.IDP_ED25519.jwks());
    refused(Acme.IDP_ED25519, Reason.ISSUER_KEYS_UNAVAILABLE);
    provider.answers(PATH, jwks(Acme.IDP_ED25519, FIRST));
    door.clock().forward(Backoff.FIRST);
    refused(Acme.IDP_ED25519, Reason.SUBJECT_SIGNATURE_INVALID);
  }
}
