package io.deputy.bench;

import io.deputy.capability.Arguments;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Value;
import io.deputy.chain.VerifiedChain;
import io.deputy.gateway.record.RecordLimits;
import io.deputy.gateway.record.Records;
import io.deputy.minting.Minted;
import io.deputy.verify.DecisionRecord;
import io.deputy.verify.DecisionRecord.Verdict;
import io.deputy.verify.ProvenKey;
import io.deputy.verify.RecordedRequest;
import io.deputy.verify.RecordedToken;
import io.deputy.verify.TokenBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * How many decisions a second go on record, and how long one waits for the disk, with so many at a
 * time under way.
 */
public final class RecordLoad {
  private static final int RECORDS = 200_000;

  /** Those who decide: as many as a gateway has threads for it. */
  private static final ExecutorService DECIDING =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  private RecordLoad() {}

  /**
   * Prints one line for each number of decisions under way.
   *
   * @param args at most one: the folder, which decides the disk
   */
  public static void main(String[] args) throws Exception {
    Path folder =
        args.length == 0
            ? Files.createTempDirectory("records")
            : Files.createDirectories(Path.of(args[0]));
    Minted minted = Chains.ofHops(3);
    VerifiedChain chain = minted.chain();
    TokenBlocks token = TokenBlocks.of(minted.token().expose());
    System.out.println("load average at the start: " + Load.average());
    System.out.printf("%10s %12s %10s %10s%n", "under way", "a second", "p50 ms", "p99 ms");
    for (int underWay : new int[] {1, 16, 256, 4_096}) {
      int records = Math.min(RECORDS, underWay * 5_000);
      run(folder, chain, token, underWay, Math.min(records, 20_000));
      run(folder, chain, token, underWay, records).print();
    }
    System.out.println("load average at the end: " + Load.average());
    DECIDING.shutdown();
  }

  private record Figures(int underWay, double perSecond, long p50Nanos, long p99Nanos) {
    void print() {
      double millis = TimeUnit.MILLISECONDS.toNanos(1);
      System.out.printf(
          "%10d %12.0f %10.2f %10.2f%n", underWay, perSecond, p50Nanos / millis, p99Nanos / millis);
    }
  }

  /** Whoever is told that a record is there makes the next one. */
  private static Figures run(
      Path folder, VerifiedChain chain, TokenBlocks token, int underWay, int count)
      throws Exception {
    Path spool = folder.resolve("spool");
    long[] nanos = new long[count];
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(count);
    long start;
    try (Records records = Records.open(spool, RecordLimits.STANDARD)) {
      start = System.nanoTime();
      for (int i = 0; i < underWay; i++) {
        append(records, chain, token, nanos, next, done);
      }
      done.await();
    } finally {
      delete(spool);
    }
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    Arrays.sort(nanos);
    return new Figures(underWay, count / seconds, nanos[count / 2], nanos[(int) (count * 0.99)]);
  }

  private static void append(
      Records records,
      VerifiedChain chain,
      TokenBlocks token,
      long[] nanos,
      AtomicInteger next,
      CountDownLatch done) {
    int index = next.getAndIncrement();
    if (index >= nanos.length) {
      return;
    }
    long start = System.nanoTime();
    records
        .append(record(chain, token, index), Optional.of(token))
        .thenRunAsync(
            () -> {
              nanos[index] = System.nanoTime() - start;
              done.countDown();
              append(records, chain, token, nanos, next, done);
            },
            DECIDING);
  }

  private static DecisionRecord record(VerifiedChain chain, TokenBlocks token, int index) {
    Request call =
        new Request.Mcp(
            "https://mcp.acme.example/github",
            "tools/call",
            Optional.of("create_issue"),
            Arguments.of(
                Map.of(
                    new Pointer("/repo"), new Value.Text("acme/site"),
                    new Pointer("/title"), new Value.Text("what is wrong"),
                    new Pointer("/number"), new Value.Int(index))));
    return new DecisionRecord(
        Instant.now(),
        RecordedToken.Verified.of(token, chain),
        List.of(new RecordedRequest.Whole(call)),
        new Verdict.Allowed(),
        Optional.of(new DecisionRecord.BundleUsed(Instant.now(), index)),
        new ProvenKey(chain.last().holder().key()),
        Optional.of("github"),
        Optional.of("%032x".formatted(index)),
        Optional.empty());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
