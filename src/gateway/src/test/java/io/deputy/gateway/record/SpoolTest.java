package io.deputy.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files of the spool survive, and what they do not hide. */
class SpoolTest {
  private static final RecordLimits SMALL = new RecordLimits(100_000, 2_000);
  private static final int ANY = 1 << 20;

  @TempDir Path folder;

  @BeforeEach
  void ownFolder() {
    folder = folder.resolve("spool");
  }

  private Spool open() throws IOException {
    return Spool.open(folder, SMALL, frame -> {});
  }

  private static List<Frame.Entry> entries(String... records) {
    return Stream.of(records)
        .map(r -> new Frame.Entry(Frame.Type.RECORD, r.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static List<String> all(Spool spool) throws IOException {
    List<String> records = new ArrayList<>();
    Optional<Spool.Cursor> near = Optional.empty();
    long from = spool.first();
    while (from < spool.next()) {
      Spool.Fetched fetched = spool.read(from, near, 7, 100);
      assertThat(fetched.batch().from()).isEqualTo(from);
      assertThat(fetched.batch().records()).isNotEmpty();
      records.addAll(fetched.batch().records());
      from = fetched.batch().next();
      near = Optional.of(fetched.end());
    }
    return records;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Segment::isSegment).sorted().toList();
    }
  }

  /** Three files of records, in frames of one to three. */
  private List<String> filled() throws IOException {
    List<String> written = new ArrayList<>();
    try (Spool spool = open()) {
      for (int i = 0; files().size() < 3; i++) {
        List<String> group = new ArrayList<>();
        for (int j = 0; j <= i % 3; j++) {
          group.add("record " + i + "." + j + " " + "x".repeat(40));
        }
        spool.append(entries(group.toArray(String[]::new)));
        written.addAll(group);
      }
      spool.append(entries("the last"));
      written.add("the last");
      assertThat(spool.next()).isEqualTo(1 + written.size());
    }
    return written;
  }

  @Test
  void whatWasAppendedIsReadInOrder_alsoAfterARestart() throws IOException {
    List<String> written = filled();
    try (Spool spool = open()) {
      assertThat(all(spool)).isEqualTo(written);
      spool.append(entries("more"));
      written.add("more");
      assertThat(all(spool)).isEqualTo(written);
    }
  }

  @Test
  void anyNumberCanBeReadFrom() throws IOException {
    List<String> written = filled();
    try (Spool spool = open()) {
      for (int from = 1; from <= written.size(); from++) {
        Spool.Batch batch = spool.read(from, Optional.empty(), 1000, ANY).batch();
        assertThat(batch.records()).isEqualTo(written.subList(from - 1, written.size()));
      }
      assertThat(spool.read(spool.next(), Optional.empty(), 9, ANY).batch().records()).isEmpty();
    }
  }

  @Test
  void numbersGoOnAfterAllFilesButTheLastAreDeleted() throws IOException {
    List<String> written = filled();
    try (Spool spool = open()) {
      spool.deleteBefore(spool.next());
      assertThat(files()).hasSize(1);
      assertThat(all(spool)).endsWith("the last").hasSizeLessThan(10);
    }
    try (Spool spool = open()) {
      assertThat(spool.next()).isEqualTo(1 + written.size());
    }
  }

  @Test
  void onlyWholeFilesBelowTheNumberAreDeleted() throws IOException {
    filled();
    try (Spool spool = open()) {
      long second = spool.first();
      spool.deleteBefore(1);
      assertThat(files()).hasSize(3);
      while (files().size() == 3) {
        spool.deleteBefore(second++);
      }
      assertThat(spool.first()).isEqualTo(second - 1);
    }
  }

  /** However much of the last frame reached the disk. */
  @Test
  void aTornFrameIsCutOff_andItsNumberIsGivenAgain() throws IOException {
    List<String> written = filled();
    Path last = files().get(2);
    byte[] whole = Files.readAllBytes(last);
    int frame = new Frame(1, entries("the last")).size();
    for (int missing = 1; missing <= frame; missing++) {
      byte[] torn = Arrays.copyOf(whole, whole.length - missing);
      Files.write(last, torn);
      requireCutOff(written);
      // The file may have got its length and not its content.
      Files.write(last, Arrays.copyOf(torn, whole.length + 50));
      requireCutOff(written);
    }
  }

  private void requireCutOff(List<String> written) throws IOException {
    try (Spool spool = open()) {
      assertThat(spool.next()).isEqualTo(written.size());
      assertThat(all(spool)).isEqualTo(written.subList(0, written.size() - 1));
    }
  }

  @Test
  void aFileThatWasBeingMadeIsMadeAgain() throws IOException {
    List<String> written = filled();
    Path next = Segment.file(folder, 1 + written.size());
    for (int size : new int[] {0, 1, 35}) {
      Files.write(next, new byte[size]);
      try (Spool spool = open()) {
        assertThat(all(spool)).isEqualTo(written);
      }
      assertThat(next).doesNotExist();
    }
  }

  /** Whatever bit flips in what was on disk, the file is named; nothing is made up or left out. */
  @Test
  void aDamagedFileIsNamed() throws IOException {
    filled();
    List<Path> files = files();
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      int lastFrame = file.equals(files.get(2)) ? new Frame(1, entries("the last")).size() : 0;
      for (int at = 0; at < whole.length - lastFrame; at += 3) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << (at % 8));
        Files.write(file, damaged);
        assertThatThrownBy(this::open)
            .as("%s at %s", file, at)
            .isInstanceOf(SpoolDamaged.class)
            .hasMessageStartingWith(file.toString())
            .hasMessageContaining("move the folder away");
      }
      Files.write(file, whole);
    }
    open().close();
  }

  @Test
  void damageThatComesWhileItIsOpenIsFoundWhereItIsRead() throws IOException {
    filled();
    try (Spool spool = open()) {
      byte[] damaged = Files.readAllBytes(files().get(1));
      damaged[100] ^= 1;
      Files.write(files().get(1), damaged);
      assertThatThrownBy(() -> all(spool)).isInstanceOf(SpoolDamaged.class);
    }
  }

  @Test
  void aMissingCutOrForeignFileIsNamed() throws IOException {
    filled();
    List<Path> files = files();
    byte[] second = Files.readAllBytes(files.get(1));
    Files.delete(files.get(1));
    assertThatThrownBy(this::open).isInstanceOf(SpoolDamaged.class).hasMessageContaining("go on");
    Files.write(files.get(1), Arrays.copyOf(second, second.length - 1));
    assertThatThrownBy(this::open).isInstanceOf(SpoolDamaged.class);
    Files.write(files.get(1), second);
    Files.write(Segment.file(folder, 9_999), second);
    assertThatThrownBy(this::open).isInstanceOf(SpoolDamaged.class);
  }

  @Test
  void aFolderHasOneWriter() throws IOException {
    try (Spool spool = open()) {
      assertThat(spool.next()).isEqualTo(1);
      assertThatThrownBy(this::open).hasMessageContaining("another gateway");
    }
    open().close();
  }

  @Test
  void aFullSpoolTakesNoMore_andGoesOnWhenThereIsRoom() throws IOException {
    try (Spool spool = open()) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  spool.append(entries("x".repeat(1_000)));
                }
              })
          .hasMessageContaining("full");
      long next = spool.next();
      assertThat(spool.size()).isLessThanOrEqualTo(SMALL.spoolBytes());
      spool.deleteBefore(next);
      spool.append(entries("more"));
      assertThat(spool.next()).isEqualTo(next + 1);
    }
  }

  @Test
  void aBatchHasNoMoreThanItMay() throws IOException {
    try (Spool spool = open()) {
      spool.append(entries("a".repeat(10), "b".repeat(10), "c".repeat(10), "d".repeat(100)));
      assertThat(spool.read(1, Optional.empty(), 2, ANY).batch().records()).hasSize(2);
      assertThat(spool.read(1, Optional.empty(), 9, 22).batch().records()).hasSize(2);
      assertThat(spool.read(1, Optional.empty(), 9, 21).batch().records()).hasSize(1);
      assertThat(spool.read(4, Optional.empty(), 9, 1).batch().records()).hasSize(1);
    }
  }
}
