package io.deputy.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogRowTest {
  private static final String ID = "01936f3e-0000-7000-8000-000000000001";

  /** Says a column: 0 is a value, 1 another one, 2 null. */
  private static void say(LogRow row, LogColumn column, int choice) {
    String name = column.name();
    boolean none = choice == 2;
    switch (column.type()) {
      case TEXT -> row.text(name, none ? null : "t" + choice);
      case NUMBER -> row.number(name, none ? null : 7L + choice);
      case BYTES -> row.bytes(name, none ? null : Bytes.of((byte) choice));
      case UUID -> row.uuid(name, none ? null : new UUID(1, choice));
      case TIME -> row.time(name, none ? null : Instant.ofEpochSecond(1, 1_000L * choice));
      case TEXTS -> row.texts(name, none ? null : List.of("a", "b" + choice));
      case BYTE_STRINGS -> row.byteStrings(name, none ? null : List.of(Bytes.of((byte) choice)));
    }
  }

  private static LogEntry entry(LogKind kind, int changed, int choice) {
    LogRow row = LogRow.of(kind);
    for (int i = 0; i < kind.columns().size(); i++) {
      say(row, kind.columns().get(i), i == changed ? choice : 0);
    }
    return row.entry();
  }

  @ParameterizedTest
  @EnumSource
  void everyColumnCountsAndNullIsNoValue(LogKind kind) {
    Set<String> seen = new HashSet<>(List.of(entry(kind, -1, 0).text()));
    for (int i = 0; i < kind.columns().size(); i++) {
      assertThat(seen.add(entry(kind, i, 1).text())).as("%s", kind.columns().get(i)).isTrue();
      if (!kind.key().contains(kind.columns().get(i).name())) {
        assertThat(seen.add(entry(kind, i, 2).text())).as("%s", kind.columns().get(i)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOrderInWhichColumnsAreSaidDoesNotCount(LogKind kind) {
    LogRow row = LogRow.of(kind);
    for (int i = kind.columns().size() - 1; i >= 0; i--) {
      say(row, kind.columns().get(i), 0);
    }
    assertThat(row.entry()).isEqualTo(entry(kind, -1, 0));
  }

  @ParameterizedTest
  @EnumSource
  void entriesAreReadAsTheyAreWritten(LogKind kind) {
    LogEntry entry = entry(kind, -1, 0);
    assertThat(LogEntry.parse(entry.encoded())).contains(entry);
    LogEntry gone = new LogEntry(kind, entry.key(), Optional.empty());
    assertThat(LogEntry.parse(gone.text())).contains(gone);
    assertThat(gone.text()).endsWith(" missing");
  }

  /** What stands in logs already: this must never change. */
  @Test
  void theFormIsFrozen() {
    LogRow row =
        LogRow.of(LogKind.KEY_EVENT)
            .number("number", 7)
            .text("role", "log")
            .text("state", "active")
            .text("public_key", "ed25519/00")
            .time("at", Instant.parse("2026-11-24T22:00:00Z"));
    assertThat(row.canonical().toHex())
        .isEqualTo(
            text("deputy-log-row-v1")
                + text("key_event")
                + text("at")
                + "04"
                + "%016x".formatted(Instant.parse("2026-11-24T22:00:00Z").getEpochSecond())
                + "00000000"
                + text("number")
                + "010000000000000007"
                + text("public_key")
                + "00"
                + text("ed25519/00")
                + text("role")
                + "00"
                + text("log")
                + text("state")
                + "00"
                + text("active"));
    assertThat(row.entry().text())
        .isEqualTo("deputy-log-v1 key_event 7/active " + row.canonical().sha256().toHex());
  }

  private static String text(String text) {
    return "%08x".formatted(text.length())
        + Bytes.of(text.getBytes(StandardCharsets.UTF_8)).toHex();
  }

  @Test
  void listsAreCutInOneWay() {
    List<List<String>> lists = new ArrayList<>();
    lists.add(List.of());
    lists.add(List.of(""));
    lists.add(Arrays.asList((String) null));
    lists.add(List.of("ab"));
    lists.add(List.of("a", "b"));
    lists.add(List.of("", "ab"));
    Set<LogEntry> entries = new HashSet<>();
    for (List<String> list : lists) {
      entries.add(
          LogRow.of(LogKind.HOP).uuid("id", UUID.fromString(ID)).texts("audience", list).entry());
    }
    assertThat(entries).hasSameSizeAs(lists);
  }

  @Test
  void whatDoesNotCountOrIsSaidTwiceIsRefused() {
    LogRow row = LogRow.of(LogKind.HOP).uuid("id", UUID.fromString(ID));
    assertThatThrownBy(() -> row.text("password", "x")).hasMessageContaining("password");
    assertThatThrownBy(() -> row.text("depth", "x")).hasMessageContaining("depth");
    assertThatThrownBy(() -> row.uuid("id", UUID.fromString(ID))).hasMessageContaining("before");
    assertThatThrownBy(() -> LogRow.of(LogKind.HOP).entry()).hasMessageContaining("id");
    assertThat(row.entry().key()).isEqualTo(ID);
  }

  @Test
  void anythingElseIsNoEntry() {
    String good = entry(LogKind.HOP, -1, 0).text();
    for (String text :
        List.of(
            "",
            good + "\n",
            " " + good,
            good.replace("deputy-log-v1", "deputy-log-v2"),
            good.replace(" hop ", " hops "),
            good.replace(" hop ", "  hop "),
            good.substring(1),
            good.substring(0, good.length() - 1))) {
      assertThat(LogEntry.parse(text)).as(text).isEmpty();
    }
    assertThatThrownBy(() -> new LogEntry(LogKind.HOP, "a b", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LogEntry(LogKind.HOP, "a", Optional.of(Bytes.EMPTY)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
