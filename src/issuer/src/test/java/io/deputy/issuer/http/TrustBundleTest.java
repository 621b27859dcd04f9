package io.deputy.issuer.http;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.chain.HopId;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.app.RunningIssuer;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.revocation.RevocationLog;
import io.deputy.verify.Revocation;
import io.deputy.verify.TrustBundle;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway hears of revocations, and when. */
@QuarkusTest
@QuarkusTestResource(RunningIssuer.class)
class TrustBundleTest {
  /** Longer than the issuer lets anybody wait: a third of a minute. */
  private static final int LONG = 60;

  /** Shorter than that, so whoever was answered by then was woken; the machine may be slow. */
  private static final long SOON_SECONDS = 15;

  @Inject OwnerConnection database;
  @Inject IssuerKeys keys;
  @Inject RevocationLog log;

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private Gateway gateway;

  @BeforeEach
  void fetch() throws Exception {
    gateway = Gateway.pinning(keys).upToDate();
  }

  @AfterEach
  void stop() {
    thread.shutdownNow();
  }

  private static void refused(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }

  private static void revoke(String kind, String value) {
    TokenForm.revocation(Acme.operator()).with(kind, value).send().statusCode(200);
  }

  /**
   * Not through the issuer under test: as another instance would, or as restored from elsewhere.
   */
  private void insert(String columns, String rows) throws SQLException {
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      statement.execute("ALTER TABLE revocation DISABLE TRIGGER number_revocation");
      statement.execute(
          "INSERT INTO revocation (cursor, kind, %s, by_kind, by_name, client_address, trace) %s"
              .formatted(columns, rows));
      statement.execute("ALTER TABLE revocation ENABLE ALWAYS TRIGGER number_revocation");
    }
  }

  /** A request that is being answered. */
  private <T> Future<T> waiting(Callable<T> request) throws Exception {
    // Just after a start nobody waits for long.
    while (keys.publishedSince().plusSeconds(1).isAfter(Instant.now())) {
      Thread.sleep(50);
    }
    Future<T> answer = thread.submit(request);
    Thread.sleep(1_500);
    assertThat(answer.isDone()).isFalse();
    return answer;
  }

  @Test
  void aRevocationIsInTheNextBundleAndItsTokensAreRefused() throws Exception {
    Delegated chain = Delegated.from("bundle-ann");
    assertThat(gateway.refusesAsRevoked(chain.second().token())).isFalse();
    revoke("hop", chain.second().hop());
    TrustBundle bundle = gateway.next(0);
    assertThat(bundle.revocations())
        .containsExactly(new Revocation.OfHop(new HopId(UUID.fromString(chain.second().hop()))));
    assertThat(bundle.from()).isEqualTo(gateway.trust().cursor());
    assertThat(bundle.to()).isEqualTo(bundle.from() + 1);
    assertThat(bundle.keys()).isEqualTo(keys.published());
    assertThat(bundle.maxAge()).isEqualTo(Duration.ofMinutes(1));
    Gateway informed = gateway.take(bundle);
    assertThat(informed.refusesAsRevoked(chain.first().token())).isFalse();
    assertThat(informed.refusesAsRevoked(chain.second().token())).isTrue();
    assertThat(informed.refusesAsRevoked(chain.third().token())).isTrue();
    revoke("user_issuer", Acme.IDP, "user", "bundle-ann");
    assertThat(informed.upToDate().refusesAsRevoked(chain.first().token())).isTrue();
    assertThat(Gateway.pinning(keys).upToDate().refusesAsRevoked(chain.third().token())).isTrue();
  }

  private static void revoke(String first, String value, String second, String other) {
    TokenForm.revocation(Acme.operator())
        .with(first, value)
        .with(second, other)
        .send()
        .statusCode(200);
  }

  @Test
  void whoeverWaitsHearsOfARevocationThatAnotherInstanceMakes() throws Exception {
    String hop = UUID.randomUUID().toString();
    Future<TrustBundle> answer = waiting(() -> gateway.next(LONG));
    try (Connection other = database.asIssuer();
        Statement statement = other.createStatement()) {
      statement.execute(
          "INSERT INTO revocation (kind, hop, by_kind, by_name, client_address, trace)"
              + " VALUES ('hop', '%s', 'issuer', 'test', '-', '-')".formatted(hop));
    }
    assertThat(answer.get(SOON_SECONDS, TimeUnit.SECONDS).revocations())
        .containsExactly(new Revocation.OfHop(new HopId(UUID.fromString(hop))));
  }

  @Test
  void withoutNewsTheBundleIsSignedAnewWhenTheTimeIsUp() throws Exception {
    Instant asked = Instant.now();
    TrustBundle bundle = waiting(() -> gateway.next(3)).get(SOON_SECONDS, TimeUnit.SECONDS);
    assertThat(bundle.from()).isEqualTo(bundle.to()).isEqualTo(gateway.trust().cursor());
    assertThat(bundle.issuedAt()).isAfter(asked);
    assertThat(gateway.take(bundle).trust().issuedAt()).contains(bundle.issuedAt());
  }

  @Test
  void manyRevocationsComeInSeveralBundles() throws Exception {
    long before = gateway.trust().cursor();
    insert(
        "signature",
        "SELECT %d + g, 'signature', decode(lpad(to_hex(%d + g), 128, '0'), 'hex'), 'issuer', 'test',"
                .formatted(before, before)
            + " '-', '-' FROM generate_series(1, %d) g".formatted(TrustBundle.MAX_REVOCATIONS + 2));
    TrustBundle first = gateway.next(LONG);
    assertThat(first.more()).isTrue();
    assertThat(first.revocations()).hasSize(TrustBundle.MAX_REVOCATIONS);
    assertThat(first.to()).isEqualTo(before + TrustBundle.MAX_REVOCATIONS);
    Gateway partly = gateway.take(first);
    TrustBundle second = partly.next(LONG);
    assertThat(second.more()).isFalse();
    assertThat(second.from()).isEqualTo(first.to());
    assertThat(second.revocations()).hasSize(2);
    assertThat(partly.take(second).trust().cursor()).isEqualTo(log.end().cursor());
  }

  @Test
  void aLongListIsGoneThroughInParts() throws Exception {
    long before = gateway.trust().cursor();
    String hop = UUID.randomUUID().toString();
    long far = before + 100_001;
    insert("hop", "SELECT %d, 'hop', '%s'::uuid, 'issuer', 'test', '-', '-'".formatted(far, hop));
    TrustBundle first = gateway.next(0);
    assertThat(first.more()).isTrue();
    assertThat(first.revocations()).isEmpty();
    assertThat(first.to()).isEqualTo(far - 1);
    assertThat(gateway.take(first).next(0).revocations()).hasSize(1);
  }

  @Test
  void whatOnlyDeadTokensHaveIsLeftOut() throws Exception {
    Delegated chain = Delegated.from("bundle-ben");
    Delegated other = Delegated.from("bundle-ben");
    long before = log.end().cursor();
    revoke("hop", chain.second().hop());
    revoke("chain", other.first().chain());
    revoke("hop", UUID.randomUUID().toString());
    revoke("user_issuer", Acme.IDP, "user", "bundle-ben");
    long end = log.end().cursor();
    assertThat(log.live(before, end, Instant.now(), LONG)).hasSize(4);
    assertThat(log.live(before, end, Instant.now().plus(Duration.ofDays(8)), LONG))
        .extracting(RevocationLog.Recorded::cursor)
        .containsExactly(before + 3, before + 4);
    assertThat(log.live(before, end - 1, Instant.now(), 2))
        .extracting(RevocationLog.Recorded::cursor)
        .containsExactly(before + 1, before + 2);
  }

  @Test
  void aRestoredRecordIsSeenAsRolledBackAtOnce() throws Exception {
    long end = gateway.trust().cursor();
    Gateway ahead =
        gateway.take(
            new TrustBundle(
                Acme.ISSUER,
                gateway.trust().issuedAt().orElseThrow(),
                Duration.ofMinutes(1),
                keys.published(),
                end,
                end + 5,
                false,
                List.of(),
                gateway.trust().checkpoint()));
    TrustBundle bundle = thread.submit(() -> ahead.next(LONG)).get(SOON_SECONDS, TimeUnit.SECONDS);
    assertThat(bundle.to()).isEqualTo(end);
    refused(() -> ahead.take(bundle), Reason.BUNDLE_ROLLED_BACK);
  }

  @Test
  void anotherKeyDidNotSignIt() throws Exception {
    Gateway other =
        new Gateway(
            new io.deputy.chain.TrustedKeys(
                keys.published().keys().stream()
                    .filter(k -> k.role() == io.deputy.chain.TrustedKey.Role.ROOT)
                    .toList()),
            gateway.trust());
    refused(() -> other.next(0), Reason.BUNDLE_SIGNATURE_INVALID);
  }

  @Test
  void withoutTheRecordThereIsNoBundle() throws Exception {
    Future<Response> waiter =
        waiting(() -> when().get("/trust/bundle?wait=60&since=" + gateway.trust().cursor()));
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE revocation IN ACCESS EXCLUSIVE MODE");
      unavailable(waiter.get(SOON_SECONDS, TimeUnit.SECONDS));
      unavailable(when().get("/trust/bundle"));
      connection.rollback();
    }
    gateway.upToDate();
  }

  private static void unavailable(Response answer) {
    answer
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("error", equalTo("temporarily_unavailable"))
        .body("reason", equalTo("record_unavailable"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "since=-1",
        "since=",
        "since=x",
        "since=1.5",
        "since=01",
        "since=9999999999999999999",
        "since=1&since=1",
        "since=0&wait=-1",
        "wait=PT1S",
        "wait=%2B1"
      })
  void whatIsNoNumberIsRefused(String query) {
    when()
        .get("/trust/bundle?" + query)
        .then()
        .statusCode(400)
        .header("Cache-Control", "no-store")
        .body("error", equalTo("invalid_request"))
        .body("reason", equalTo("parameter_invalid"));
  }
}
