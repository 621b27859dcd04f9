package io.deputy.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.verify.TokenBlocks;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the issuer does, nothing is lost, and nothing is stored twice. */
class DeliveryTest {
  private static final RecordLimits SMALL = new RecordLimits(4L << 20, 8 << 10);

  @TempDir Path folder;

  private Records records;
  private TestIssuer issuer;

  @BeforeEach
  void start() throws Exception {
    records = Records.open(folder, SMALL);
    issuer = TestIssuer.start();
  }

  @AfterEach
  void stop() throws Exception {
    records.close();
    issuer.close();
  }

  private void decide(int from, int count) {
    CompletableFuture.allOf(
            IntStream.range(from, from + count)
                .mapToObj(i -> records.append(Decided.denied(i)).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 400 && !condition.getAsBoolean(); i++) {
      Thread.sleep(50);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private void requireAllStored(Delivery delivery) throws Exception {
    requireAllStored();
    await(() -> delivery.undelivered() == 0);
  }

  private void requireAllStored() throws Exception {
    issuer.awaitNext(records.nextNumber());
    assertThat(issuer.numbers()).doesNotHaveDuplicates();
  }

  @Test
  void whatIsDecidedIsStored_andDeletedByWholeFiles() throws Exception {
    for (int i = 0; i < 50; i++) {
      decide(i * 10, 10);
    }
    assertThat(records.spool().first()).isEqualTo(1);
    try (Delivery delivery = issuer.deliver(records)) {
      requireAllStored(delivery);
      await(() -> delivery.undelivered() == 0);
      assertThat(delivery.delivered()).isEqualTo(500);
      assertThat(delivery.failures()).isZero();
    }
    assertThat(records.spoolBytes()).isLessThan(20_000);
    assertThat(issuer.numbers()).hasSize(500).isSorted();
  }

  @Test
  void itGoesOnAfterARestart() throws Exception {
    decide(0, 100);
    try (Delivery delivery = issuer.deliver(records)) {
      requireAllStored(delivery);
    }
    records.close();
    records = Records.open(folder, SMALL);
    decide(100, 100);
    try (Delivery delivery = issuer.deliver(records)) {
      requireAllStored(delivery);
    }
    assertThat(issuer.stored()).isEqualTo(200);
  }

  @Test
  void tokensComeWithTheRecordsThatNeedThem() throws Exception {
    for (int i = 0; i < 300; i++) {
      TokenBlocks token = Decided.token(i / 2);
      records.append(Decided.deniedWith(i, token), Optional.of(token));
    }
    try (Delivery delivery = issuer.deliver(records)) {
      await(() -> records.recorded() == 300);
      requireAllStored(delivery);
    }
    assertThat(issuer.tokens())
        .hasSize(150)
        .containsExactlyInAnyOrderElementsOf(issuer.tokensNamed());
  }

  /** Of 1 MB of records, no batch is longer than an issuer takes; the issuer here checks. */
  @Test
  void longRecordsComeInMoreBatches() throws Exception {
    TokenBlocks token = Decided.token(1);
    for (int i = 0; i < 40; i++) {
      String body = "\u00e9".repeat(25_000);
      records
          .append(Decided.allowed(i, token, body), Optional.of(token))
          .toCompletableFuture()
          .join();
    }
    try (Delivery delivery = issuer.deliver(records)) {
      requireAllStored(delivery);
      assertThat(delivery.failures()).isZero();
    }
    assertThat(issuer.batches()).isGreaterThan(2);
  }

  @Test
  void anIssuerThatIsDownGetsItLater() throws Exception {
    issuer.close();
    decide(0, 100);
    TestIssuer nobody = issuer;
    try (Delivery delivery = nobody.deliver(records)) {
      await(() -> delivery.failures() >= 2);
      assertThat(delivery.undelivered()).isEqualTo(100);
      issuer = TestIssuer.start(nobody.port());
      requireAllStored(delivery);
    }
  }

  @Test
  void anIssuerThatFailsIsLeftAloneAsLongAsItAsks() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    issuer.mood(
        batch ->
            asked.incrementAndGet() == 1
                ? new TestIssuer.Reply(503, "{}", Map.of("Retry-After", "2"))
                : null);
    decide(0, 10);
    long start = System.nanoTime();
    try (Delivery delivery = issuer.deliver(records)) {
      requireAllStored(delivery);
      assertThat(delivery.failures()).isEqualTo(1);
    }
    assertThat(System.nanoTime() - start).isGreaterThan(2_000_000_000L);
  }

  /** It stored the batch and did not say so in time: the connection is cut. */
  @Test
  void whatWasStoredWithoutAnAnswerIsStoredOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    issuer.mood(
        batch -> {
          if (asked.incrementAndGet() > 2) {
            return null;
          }
          issuer.store(batch);
          return TestIssuer.Reply.of(asked.get() == 1 ? 500 : 200, "not JSON");
        });
    decide(0, 50);
    try (Delivery delivery = issuer.deliver(records)) {
      await(() -> delivery.undelivered() == 0);
      assertThat(delivery.failures()).isEqualTo(2);
    }
    requireAllStored();
    assertThat(issuer.stored()).isEqualTo(50);
  }

  @Test
  void aSlowIssuerHoldsNobodyUp() throws Exception {
    issuer.mood(
        batch -> {
          Thread.sleep(1_000);
          return null;
        });
    decide(0, 10);
    try (Delivery delivery = issuer.deliver(records)) {
      await(() -> issuer.batches() == 1);
      long start = System.nanoTime();
      decide(10, 1_000);
      assertThat(System.nanoTime() - start).isLessThan(900_000_000L);
      requireAllStored(delivery);
    }
  }

  @Test
  void aConflictDeletesNothing_andIsTriedAgain() throws Exception {
    decide(0, 300);
    long before = records.spoolBytes();
    issuer.mood(batch -> TestIssuer.Reply.of(409, "{\"reason\":\"decision_conflict\"}"));
    try (Delivery delivery = issuer.deliver(records)) {
      await(() -> delivery.failures() >= 3);
      assertThat(records.spool().first()).isEqualTo(1);
      assertThat(records.spoolBytes()).isEqualTo(before);
      issuer.mood(batch -> null);
      requireAllStored(delivery);
    }
  }

  @Test
  void whatTheIssuerLacksAndIsStillHereIsSentAgain() throws Exception {
    decide(0, 30);
    try (Delivery delivery = issuer.deliver(records)) {
      requireAllStored(delivery);
      await(() -> delivery.undelivered() == 0);
      issuer.forget(11);
      decide(30, 5);
      requireAllStored(delivery);
      assertThat(delivery.failures()).isZero();
      assertThat(delivery.lost()).isZero();
    }
    assertThat(issuer.stored()).isEqualTo(35);
  }

  @Test
  void whatTheIssuerLostAndIsDeletedHereIsCounted_andTheRestGoesOn() throws Exception {
    for (int i = 0; i < 20; i++) {
      decide(i * 20, 20);
    }
    try (Delivery delivery = issuer.deliver(records)) {
      requireAllStored(delivery);
      await(() -> records.spool().first() > 300);
      long first = records.spool().first();
      issuer.forget(11);
      decide(400, 5);
      await(() -> delivery.lost() > 0 && delivery.undelivered() == 0);
      // It counts what is not here any more when it hears of it; more is deleted thereafter.
      assertThat(delivery.lost()).isBetween(first - 11, records.spool().first() - 11);
      assertThat(issuer.numbers()).contains(400L, 404L);
    }
  }

  /** It says that all is stored, and that it lacks the first: nothing is deleted, nothing spins. */
  @Test
  void aLiarIsNotBelieved() throws Exception {
    issuer.mood(batch -> TestIssuer.Reply.of(200, "{\"next\":1}"));
    decide(0, 300);
    try (Delivery delivery = issuer.deliver(records)) {
      await(() -> delivery.failures() >= 3);
      assertThat(records.spool().first()).isEqualTo(1);
      assertThat(delivery.undelivered()).isEqualTo(300);
      int batches = issuer.batches();
      assertThat(batches).isLessThan(10);
      issuer.mood(batch -> null);
      requireAllStored(delivery);
    }
  }

  @Test
  void aLiarWhoChangesTheStoryIsNotBelievedEither() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    issuer.mood(
        batch -> TestIssuer.Reply.of(200, "{\"next\":" + (1 + asked.incrementAndGet() % 7) + "}"));
    decide(0, 300);
    try (Delivery delivery = issuer.deliver(records)) {
      await(() -> delivery.failures() >= 3);
      assertThat(records.spool().first()).isEqualTo(1);
      assertThat(issuer.batches()).isLessThan(12);
      issuer.mood(batch -> null);
      requireAllStored(delivery);
    }
  }

  /** A number beyond what was sent says nothing about what was not. */
  @Test
  void anIssuerThatPretendsToHaveMoreGetsTheRest() throws Exception {
    decide(0, 2_500);
    issuer.mood(
        batch -> {
          issuer.store(batch);
          return TestIssuer.Reply.of(200, "{\"next\":9000000000000}");
        });
    try (Delivery delivery = issuer.deliver(records)) {
      requireAllStored(delivery);
    }
  }

  @Test
  void anIssuerThatTakesLessGetsLessAtATime() throws Exception {
    issuer.mood(batch -> batch.records().size() > 300 ? TestIssuer.Reply.of(413, "{}") : null);
    decide(0, 1_000);
    try (Delivery delivery = issuer.deliver(records)) {
      requireAllStored(delivery);
    }
  }

  @Test
  void aFullSpoolRefuses_andTakesAgainWhatCanBeDelivered() throws Exception {
    records.close();
    records = Records.open(folder.resolve("full"), new RecordLimits(40_000, 8_000));
    int decided = 0;
    boolean full = false;
    while (!full) {
      full =
          records
              .append(Decided.denied(decided))
              .handle((ok, e) -> e != null)
              .toCompletableFuture()
              .join();
      decided += full ? 0 : 1;
    }
    try (Delivery delivery = issuer.deliver(records)) {
      requireAllStored(delivery);
      assertThat(issuer.stored()).isEqualTo(decided);
      await(() -> records.spoolBytes() < 20_000);
      decide(decided, 1);
      requireAllStored(delivery);
    }
  }
}
