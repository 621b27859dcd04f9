package io.deputy.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.json.DecisionRecordJson;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.Redaction;
import io.deputy.verify.TokenBlocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsTest {
  private static final int ANY = 1 << 20;

  @TempDir Path folder;

  private Records open() throws Exception {
    return Records.open(folder, RecordLimits.STANDARD);
  }

  private static void await(CompletionStage<Void> stage) {
    stage.toCompletableFuture().join();
  }

  private static void refused(CompletionStage<Void> stage, String why) {
    assertThatThrownBy(() -> await(stage))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(NotRecorded.class)
        .hasMessageContaining(why);
  }

  private static Spool.Batch all(Records records) throws Exception {
    return records.spool().read(records.spool().first(), Optional.empty(), 10_000, ANY).batch();
  }

  @Test
  void whatCompletedIsThereAfterARestart() throws Exception {
    List<DecisionRecord> decided = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      decided.add(Decided.denied(i));
    }
    try (Records records = open()) {
      CompletableFuture.allOf(
              decided.stream()
                  .map(r -> records.append(r).toCompletableFuture())
                  .toArray(CompletableFuture<?>[]::new))
          .join();
      assertThat(records.recorded()).isEqualTo(100);
      assertThat(records.waiting()).isZero();
    }
    try (Records records = open()) {
      List<DecisionRecord> read = new ArrayList<>();
      for (String json : all(records).records()) {
        read.add(DecisionRecordJson.read(json));
      }
      assertThat(read).isEqualTo(decided);
      assertThat(records.nextNumber()).isEqualTo(101);
    }
  }

  @Test
  void aTokenIsKeptOnce_alsoOverARestart() throws Exception {
    TokenBlocks first = Decided.token(1);
    TokenBlocks second = Decided.token(2);
    try (Records records = open()) {
      await(records.append(Decided.deniedWith(1, first), Optional.of(first)));
      await(records.append(Decided.deniedWith(2, first), Optional.of(first)));
    }
    try (Records records = open()) {
      await(records.append(Decided.deniedWith(3, first), Optional.of(first)));
      await(records.append(Decided.deniedWith(4, second), Optional.of(second)));
      assertThat(all(records).tokens()).containsExactly(first, second);
      assertThat(records.spool().read(2, Optional.empty(), 2, ANY).batch().tokens())
          .as("of later records only")
          .isEmpty();
    }
  }

  @Test
  void theBlocksAreThoseOfTheTokenInTheRecord() throws Exception {
    TokenBlocks token = Decided.token(1);
    try (Records records = open()) {
      assertThatThrownBy(() -> records.append(Decided.deniedWith(1, token)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () -> records.append(Decided.deniedWith(1, token), Optional.of(Decided.token(2))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> records.append(Decided.denied(1), Optional.of(token)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theArgumentsOfARecordThatIsTooLongAreHidden() throws Exception {
    TokenBlocks token = Decided.token(1);
    try (Records records = open()) {
      String secret = "secret".repeat(20_000);
      await(records.append(Decided.allowed(1, token, secret), Optional.of(token)));
      String json = all(records).records().get(0);
      assertThat(json).doesNotContain("secret");
      assertThat(DecisionRecordJson.read(json).requests().get(0))
          .isInstanceOfSatisfying(
              RecordedRequest.Redacted.class,
              r -> assertThat(r.hidden()).isEqualTo(Redaction.EVERYTHING));
    }
  }

  /** Whoever is refused over and over does not keep those from being served who are allowed. */
  @Test
  void refusalsLeaveRoomForWhatPasses() throws Exception {
    TokenBlocks token = Decided.token(1);
    try (Records records = Records.open(folder, new RecordLimits(100_000, 20_000))) {
      long number = 0;
      while (records.spoolBytes() <= 75_000) {
        await(records.append(Decided.denied(number++)));
      }
      refused(records.append(Decided.denied(number)), "for requests that pass");
      await(records.append(Decided.allowed(number, token, "x"), Optional.of(token)));
      assertThatThrownBy(
              () -> {
                while (true) {
                  await(records.append(Decided.allowed(0, token, "x"), Optional.of(token)));
                }
              })
          .hasMessageContaining("the spool is full");
      assertThat(records.spoolBytes()).isLessThanOrEqualTo(100_000);
      assertThat(records.notRecorded()).isEqualTo(2);
    }
  }

  @Test
  void whatWaitsIsBounded() throws Exception {
    TokenBlocks token = Decided.token(1);
    String body = "x".repeat(40_000);
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    try (Records records = open()) {
      for (int i = 0; i < 3_000; i++) {
        stages.add(
            records
                .append(Decided.allowed(i, token, body), Optional.of(token))
                .toCompletableFuture());
        assertThat(records.waiting() * body.length())
            .isLessThanOrEqualTo(Records.MAX_WAITING_BYTES);
      }
    }
    assertThat(stages).allMatch(CompletableFuture::isDone);
  }

  @Test
  void nothingIsTakenOnceItCloses_andNobodyWaitsForever() throws Exception {
    Records records = open();
    List<CompletableFuture<Void>> stages = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      stages.add(records.append(Decided.denied(i)).toCompletableFuture());
    }
    records.close();
    assertThat(stages).allMatch(s -> s.isDone() && !s.isCompletedExceptionally());
    refused(records.append(Decided.denied(0)), "stopping");
    records.close();
  }
}
