package io.deputy.gateway.record;

import io.deputy.verify.TokenBlocks;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that records until it is killed, or until the disk is full, and says which records it
 * was promised: what a gateway's clients would have seen.
 */
final class Appender {
  private static final int CLIENTS = 8;

  private Appender() {}

  /** Arguments: the folder, and the number of the first decision. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    Records records = Records.open(Path.of(arguments[0]), new RecordLimits(1L << 30, 64 << 10));
    AtomicLong numbers = new AtomicLong(Long.parseLong(arguments[1]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    for (int i = 0; i < CLIENTS; i++) {
      new Thread(() -> append(records, numbers, out)).start();
    }
  }

  private static void append(Records records, AtomicLong numbers, PrintStream out) {
    while (true) {
      long number = numbers.getAndIncrement();
      TokenBlocks token = Decided.token((int) (number / 50));
      try {
        records
            .append(Decided.deniedWith(number, token), Optional.of(token))
            .toCompletableFuture()
            .join();
        out.println("recorded " + number);
      } catch (CompletionException e) {
        out.println("refused " + number + " " + e.getCause().getMessage());
        System.exit(3);
      }
    }
  }
}
