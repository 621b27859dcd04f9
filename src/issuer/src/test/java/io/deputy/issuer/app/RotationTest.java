package io.deputy.issuer.app;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.UnverifiedBiscuit;
import io.deputy.chain.TokenText;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.chain.TrustedKey.State;
import io.deputy.chain.TrustedKeys;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.http.Call;
import io.deputy.issuer.http.Gateway;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.keys.KeyHistory;
import io.deputy.json.Jwks;
import io.deputy.minting.keys.KeyFolder;
import io.deputy.minting.keys.KeysInvalid;
import io.deputy.verify.Trust;
import io.deputy.verify.TrustBundle;
import io.deputy.verify.Verifier;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys change while the issuer runs. */
@QuarkusTest
@QuarkusTestResource(
    value = RunningIssuer.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "deputy.keys-reload", value = "PT0.2S"))
class RotationTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path elsewhere;
  @Inject Settings settings;
  @Inject OwnerConnection database;
  @Inject KeyHistory history;
  @Inject IssuerKeys keys;

  private KeyFolder folder() throws KeysInvalid {
    return KeySettings.folder(settings);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant limit = Instant.now().plus(LIMIT);
    while (!condition.call()) {
      assertThat(Instant.now()).isBefore(limit);
      Thread.sleep(50);
    }
  }

  private static TrustedKeys published() throws Refusal {
    return Jwks.read(when().get("/.well-known/jwks.json").then().extract().asString());
  }

  private static void awaitState(int number, String state) throws Exception {
    await(
        () ->
            when()
                .get("/.well-known/jwks.json")
                .then()
                .extract()
                .path("keys.find { it.kid == '%d' }.state".formatted(number))
                .equals(state));
  }

  private static long rootKey(String token) throws Refusal {
    return UnverifiedBiscuit.parse(TokenText.read(token)).rootKeyNumber().orElseThrow();
  }

  private int signing(Role role) throws KeysInvalid {
    return folder().read().signing(role).orElseThrow().number();
  }

  @Test
  void newTokensHaveTheNextKey_oldOnesAreExtended_andThoseOfACompromisedKeyDie() throws Exception {
    int root = signing(Role.ROOT);
    String old = Call.byOrchestrator().token();
    assertThat(rootKey(old)).isEqualTo(root);
    TrustedKeys before = published();

    folder().rotate(Role.ROOT, Duration.ZERO, Instant.now());
    folder().rotate(Role.ATTESTATION, Duration.ZERO, Instant.now());
    awaitState(root, "retired");
    String fresh = Call.byOrchestrator().token();
    assertThat(rootKey(fresh)).isEqualTo(signing(Role.ROOT)).isNotEqualTo(root);
    // Whoever fetched the keys before the rotation knows the new ones, too.
    assertThat(new Verifier(before).verify(TokenText.read(fresh))).isNotNull();

    String child = Call.next("orchestrator", Acme.ORCHESTRATOR, old, "researcher").token();
    assertThat(new Verifier(published()).verify(TokenText.read(child)).hops()).hasSize(2);
    assertThat(
            database.ask(
                "SELECT attestation_key FROM hop WHERE root_key = "
                    + root
                    + " AND depth = 1 ORDER BY recorded_at DESC"))
        .isEqualTo(String.valueOf(signing(Role.ATTESTATION)));

    folder().compromise(root, Instant.now());
    awaitState(root, "compromised");
    for (String dead : new String[] {old, child}) {
      Call.next("orchestrator", Acme.ORCHESTRATOR, dead, "researcher")
          .send()
          .statusCode(400)
          .body("error", equalTo("invalid_request"))
          .body("reason", equalTo("key_compromised"));
    }
    Call.next("orchestrator", Acme.ORCHESTRATOR, fresh, "researcher").send().statusCode(200);
    await(
        () ->
            database
                .ask(
                    "SELECT string_agg(state, ' ' ORDER BY recorded_at) FROM key_event WHERE number"
                        + " = "
                        + root)
                .equals("active retired compromised"));
    assertThat(
            database.ask(
                "SELECT public_key FROM key_event WHERE state = 'active' AND number = " + root))
        .startsWith("ed25519/");
  }

  @Test
  void whoeverWaitsForATrustBundleHearsOfAKeyThatIsCompromised() throws Exception {
    Gateway gateway = Gateway.pinning(keys).upToDate();
    // Just after a change nobody waits for long.
    await(() -> keys.publishedSince().plusSeconds(1).isBefore(Instant.now()));
    int bad = folder().read().active(Role.ROOT).get(1).number();
    Future<TrustBundle> waiting = ForkJoinPool.commonPool().submit(() -> gateway.next(60));
    Thread.sleep(1_000);
    assertThat(waiting.isDone()).isFalse();
    folder().compromise(bad, Instant.now());
    // Sooner than the third of a minute after which it would have been answered anyway.
    TrustBundle bundle = waiting.get(15, TimeUnit.SECONDS);
    assertThat(bundle.keys().root(bad).orElseThrow().state()).isEqualTo(State.COMPROMISED);
    assertThat(gateway.take(bundle).trust().keys().root(bad).orElseThrow().state())
        .isEqualTo(State.COMPROMISED);
  }

  @Test
  void aBundleKeyRotatesToTheOneThatIsPinnedBesideIt() throws Exception {
    TrustedKeys pinned = folder().read().pinned(Acme.ISSUER);
    int retiring = signing(Role.BUNDLE);
    folder().rotate(Role.BUNDLE, Duration.ZERO, Instant.now());
    int next = signing(Role.BUNDLE);
    await(() -> keys.current(Instant.now()).bundle().number() == next);
    assertThat(next).isNotEqualTo(retiring);
    Gateway gateway = new Gateway(pinned, Trust.none(Acme.ISSUER, System::nanoTime));
    assertThat(gateway.upToDate().trust().keys()).isEqualTo(published());
  }

  @Test
  void aManifestThatCannotBeReadChangesNothingForAWhile() throws Exception {
    Path manifest = Settings.keysFolder(settings).resolve(KeyFolder.MANIFEST);
    String text = Files.readString(manifest);
    Files.writeString(manifest, text + "nonsense\n");
    Thread.sleep(500);
    Call.byOrchestrator().send().statusCode(200);
    Files.writeString(manifest, text);
  }

  @Test
  void aKeyThatIsToSignAndCannotBeHadStopsTheIssuer_untilItCan() throws Exception {
    int next = folder().read().active(Role.ROOT).get(1).number();
    Path pem = Settings.keysFolder(settings).resolve("root-" + next + ".pem");
    Path away = Files.move(pem, pem.resolveSibling("away"));
    folder().generate(Role.LOG, Instant.now());
    int retiring = signing(Role.ROOT);
    folder().generate(Role.ROOT, Instant.now());
    folder().retire(retiring, Instant.now());
    awaitState(retiring, "retired");
    Call.byOrchestrator()
        .send()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("reason", equalTo("signing_keys_unavailable"));
    when()
        .get("/trust/bundle")
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("reason", equalTo("signing_keys_unavailable"));
    when().get("/q/health/ready").then().statusCode(503);
    Files.move(away, pem);
    await(() -> Call.byOrchestrator().send().extract().statusCode() == 200);
    when().get("/q/health/ready").then().statusCode(200);
  }

  @Test
  void aNumberThatTheRecordHasForAnotherKeyIsRefused() throws Exception {
    KeyFolder other =
        new KeyFolder(elsewhere.resolve("keys"), Optional.empty(), true, Optional.empty());
    IssuerKeys others = IssuerKeys.open(other, Acme.ISSUER, history, Clock.systemUTC());
    assertThatThrownBy(others::reload)
        .isInstanceOf(KeysInvalid.class)
        .hasMessageContaining("another key under the number 1");
  }

  @Test
  void keysThatWereNotReadForTooLongAreNotUsed() throws Exception {
    KeyFolder other =
        new KeyFolder(elsewhere.resolve("keys"), Optional.empty(), true, Optional.empty());
    IssuerKeys others = IssuerKeys.open(other, Acme.ISSUER, history, Clock.systemUTC());
    Instant now = Instant.now();
    assertThat(others.current(now.plusSeconds(295))).isNotNull();
    assertThat(others.isUsable(now.plusSeconds(295))).isTrue();
    assertThatThrownBy(() -> others.current(now.plusSeconds(305)))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.reason()).isEqualTo(Reason.SIGNING_KEYS_UNAVAILABLE));
    assertThat(others.isUsable(now.plusSeconds(305))).isFalse();
  }
}
