package io.deputy.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.json.DecisionRecordJson;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that record are killed, and run out of disk. */
class CrashTest {
  private static final int KILLS = 5;
  private static final int BEFORE_THE_KILL = 300;

  @TempDir Path folder;

  private Process start(long firstNumber, String limit) throws Exception {
    String java = ProcessHandle.current().info().command().orElse("java");
    String command =
        limit
            + "exec '"
            + java
            + "' -XX:-UsePerfData -Xmx256m -cp '"
            + System.getProperty("java.class.path")
            + "' "
            + Appender.class.getName()
            + " '"
            + folder.resolve("spool")
            + "' "
            + firstNumber;
    return new ProcessBuilder("sh", "-c", command)
        .redirectError(folder.resolve("errors").toFile())
        .start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** The numbers of decisions in the spool, in order. */
  private List<Long> onDisk(Records records) throws Exception {
    List<Long> numbers = new ArrayList<>();
    long from = records.spool().first();
    Optional<Spool.Cursor> near = Optional.empty();
    while (from < records.nextNumber()) {
      Spool.Fetched fetched = records.spool().read(from, near, 1_000, 1 << 20);
      for (String json : fetched.batch().records()) {
        numbers.add(Decided.number(DecisionRecordJson.read(json)));
      }
      from = fetched.batch().next();
      near = Optional.of(fetched.end());
    }
    return numbers;
  }

  private static Set<Long> recorded(List<String> lines) {
    return lines.stream()
        .filter(l -> l.matches("recorded [0-9]+"))
        .map(l -> Long.valueOf(l.substring("recorded ".length())))
        .collect(Collectors.toSet());
  }

  @Test
  void whatAKilledProcessPromisedIsDeliveredOnce() throws Exception {
    Set<Long> promised = new HashSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = start(kill * 1_000_000L, "");
      List<String> lines = new ArrayList<>();
      try (BufferedReader out = output(process)) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          lines.add(line);
          if (lines.size() == BEFORE_THE_KILL + 37 * kill) {
            // SIGKILL, and not the end of what it has said already.
            process.toHandle().destroyForcibly();
          }
        }
      }
      process.waitFor();
      assertThat(lines).as(Files.readString(folder.resolve("errors"))).hasSizeGreaterThan(299);
      promised.addAll(recorded(lines));
    }
    try (TestIssuer issuer = TestIssuer.start();
        Records records = Records.open(folder.resolve("spool"), RecordLimits.STANDARD)) {
      List<Long> numbers = onDisk(records);
      assertThat(numbers).doesNotHaveDuplicates().containsAll(promised);
      try (Delivery delivery = issuer.deliver(records)) {
        issuer.awaitNext(records.nextNumber());
        while (delivery.undelivered() > 0) {
          Thread.sleep(10);
        }
        assertThat(delivery.delivered()).isEqualTo(numbers.size());
      }
      assertThat(issuer.numbers()).isEqualTo(numbers);
      assertThat(issuer.tokens()).containsAll(issuer.tokensNamed());
    }
  }

  /** A file cannot grow beyond what the operating system allows: the kernel says no, not we. */
  @Test
  void aFullDiskIsARefusal_andWhatWasPromisedStays() throws Exception {
    // In blocks of 512 bytes: files end before their 64 KiB, at 50 KiB, in the middle of a frame.
    Process process = start(0, "ulimit -f 100; ");
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = output(process)) {
      out.lines().forEach(lines::add);
    }
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(lines)
        .filteredOn(l -> l.startsWith("refused "))
        .isNotEmpty()
        .allMatch(l -> l.contains("could not be recorded: File too large"));
    try (Records records = Records.open(folder.resolve("spool"), RecordLimits.STANDARD)) {
      List<Long> numbers = onDisk(records);
      assertThat(numbers).doesNotHaveDuplicates().containsAll(recorded(lines));
      assertThat(records.spoolBytes()).isLessThanOrEqualTo(100 * 512);
      records.append(Decided.denied(1)).toCompletableFuture().join();
    }
  }
}
