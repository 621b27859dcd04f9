package io.deputy.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Paths and contents, by the text of C2SP tlog-tiles. */
class TileTest {
  @Example
  void theExamplesOfTheSpecification() {
    assertThat(Tile.ofHashes(0, 1_234_067, 256).path()).isEqualTo("0/x001/x234/067");
    assertThat(Tile.ofEntries(1_234_067, 5).path()).isEqualTo("entries/x001/x234/067.p/5");
    // A tree of 70,000: 273 full tiles and one of 112; one full above and one of 17; one of 1.
    assertThat(Tile.widthAt(0, 272, 70_000)).isEqualTo(256);
    assertThat(Tile.widthAt(0, 273, 70_000)).isEqualTo(112);
    assertThat(Tile.widthAt(0, 274, 70_000)).isZero();
    assertThat(Tile.widthAt(1, 0, 70_000)).isEqualTo(256);
    assertThat(Tile.widthAt(1, 1, 70_000)).isEqualTo(17);
    assertThat(Tile.widthAt(2, 0, 70_000)).isEqualTo(1);
    assertThat(Tile.widthAt(3, 0, 70_000)).isZero();
    assertThat(Tile.widthAt(0, 0, 256)).isEqualTo(256);
    assertThat(Tile.widthAt(1, 0, 256)).isEqualTo(1);
  }

  @Property(tries = 300)
  void pathsAreReadAsTheyAreWritten(
      @ForAll @IntRange(max = 7) int level,
      @ForAll @LongRange(max = 999_999_999_999_999L) long index,
      @ForAll @IntRange(min = 1, max = 256) int width) {
    Tile hashes = Tile.ofHashes(level, index, width);
    assertThat(Tile.parse(hashes.path())).contains(hashes);
    Tile entries = Tile.ofEntries(index, width);
    assertThat(Tile.parse(entries.path())).contains(entries);
  }

  @Example
  void anythingElseIsNoPath() {
    for (String path :
        List.of(
            "",
            "0",
            "0/",
            "0/1",
            "0/0001",
            "00/001",
            "8/001",
            "-1/001",
            "0/x000/001",
            "0/x001/x001",
            "0/001/002",
            "0/001.p/0",
            "0/001.p/256",
            "0/001.p/257",
            "0/001.p/01",
            "0/001.p/",
            "0/001/",
            "/0/001",
            "0/001\n",
            "0/٠٠١",
            "Entries/001",
            "entries/../001",
            "0/x001/x001/x001/x001/x001/001")) {
      assertThat(Tile.parse(path)).as(path).isEmpty();
    }
    assertThatThrownBy(() -> Tile.ofHashes(8, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tile.ofEntries(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Tile.ofEntries(-1, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 100)
  void contentsAreReadAsTheyAreWritten(@ForAll List<byte[]> any) {
    if (any.isEmpty() || any.size() > Tile.WIDTH) {
      return;
    }
    List<Bytes> entries = any.stream().map(Bytes::of).toList();
    Tile bundle = Tile.ofEntries(0, entries.size());
    assertThat(bundle.read(Tile.contentOfEntries(entries))).contains(entries);
    List<Bytes> hashes = entries.stream().map(TreeHash::leaf).toList();
    Tile tile = Tile.ofHashes(0, 0, hashes.size());
    assertThat(tile.read(Tile.contentOfHashes(hashes))).contains(hashes);
  }

  @Example
  void contentsThatAreCutOrTooLongAreNone() {
    List<Bytes> two = List.of(Bytes.of((byte) 1), Bytes.of((byte) 2));
    Bytes content = Tile.contentOfEntries(two);
    assertThat(content.toHex()).isEqualTo("000101000102");
    Tile bundle = Tile.ofEntries(0, 2);
    for (int end = 0; end < content.size(); end++) {
      assertThat(bundle.read(content.slice(0, end))).isEmpty();
    }
    assertThat(Tile.ofEntries(0, 3).read(content)).isEmpty();
    assertThat(Tile.ofEntries(0, 1).read(content)).isEmpty();
    assertThat(Tile.ofHashes(0, 0, 1).read(Bytes.of(new byte[31]))).isEmpty();
    assertThat(Tile.ofHashes(0, 0, 1).read(Bytes.of(new byte[33]))).isEmpty();
    Bytes tooLong = Bytes.of(new byte[Tile.MAX_ENTRY_BYTES + 1]);
    assertThatThrownBy(() -> Tile.contentOfEntries(Collections.nCopies(1, tooLong)))
        .isInstanceOf(IllegalArgumentException.class);
    Bytes longest = Bytes.of(new byte[Tile.MAX_ENTRY_BYTES]);
    assertThat(Tile.ofEntries(0, 1).read(Tile.contentOfEntries(List.of(longest))))
        .contains(List.of(longest));
  }
}
