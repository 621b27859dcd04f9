package io.deputy.log;

import io.deputy.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A row of the record, to make its leaf: each column is said once, by the method of its type; null
 * is as good as not said. Not safe for several threads.
 *
 * <p>The canonical form that is digested: the word of the kind; then, for each column that is not
 * null, in the order of their names, the name, the number of its type as one byte, and the value.
 * Texts are UTF-8, and like names and byte strings follow their length of four bytes; numbers have
 * eight bytes, UUIDs sixteen, times eight for the second of the Unix epoch and four for the
 * nanosecond; lists are their length of four bytes and then, for each element, one byte, which is 0
 * for null, and the element. All numbers are big-endian.
 */
public final class LogRow {
  /** Begins what is digested, so that it is mistaken for nothing else. */
  private static final String CONTEXT = "deputy-log-row-v1";

  private final LogKind kind;
  private final Map<String, LogColumn.Type> types;
  private final SortedMap<String, Bytes> values = new TreeMap<>();
  private final Map<String, String> names = new HashMap<>();

  private LogRow(LogKind kind) {
    this.kind = Objects.requireNonNull(kind);
    this.types =
        kind.columns().stream().collect(Collectors.toMap(LogColumn::name, LogColumn::type));
  }

  /** A row of which nothing is said yet. */
  public static LogRow of(LogKind kind) {
    return new LogRow(kind);
  }

  private interface Value {
    void write(DataOutputStream out) throws IOException;
  }

  /** A text. */
  public LogRow text(String column, String value) {
    return put(column, LogColumn.Type.TEXT, value, out -> writeText(out, value));
  }

  /** A whole number, of whatever width. */
  public LogRow number(String column, Number value) {
    return put(column, LogColumn.Type.NUMBER, value, out -> out.writeLong(value.longValue()));
  }

  /** A byte string. */
  public LogRow bytes(String column, Bytes value) {
    return put(column, LogColumn.Type.BYTES, value, out -> writeBytes(out, value));
  }

  /** A UUID. */
  public LogRow uuid(String column, UUID value) {
    return put(
        column,
        LogColumn.Type.UUID,
        value,
        out -> {
          out.writeLong(value.getMostSignificantBits());
          out.writeLong(value.getLeastSignificantBits());
        });
  }

  /** A time; the database keeps microseconds. */
  public LogRow time(String column, Instant value) {
    return put(
        column,
        LogColumn.Type.TIME,
        value,
        out -> {
          out.writeLong(value.getEpochSecond());
          out.writeInt(value.getNano());
        });
  }

  /** Texts in their order; null may be among them. */
  public LogRow texts(String column, Collection<String> values) {
    return put(
        column,
        LogColumn.Type.TEXTS,
        values,
        out -> {
          out.writeInt(values.size());
          for (String value : values) {
            out.writeBoolean(value != null);
            if (value != null) {
              writeText(out, value);
            }
          }
        });
  }

  /** Byte strings in their order; null may be among them. */
  public LogRow byteStrings(String column, Collection<Bytes> values) {
    return put(
        column,
        LogColumn.Type.BYTE_STRINGS,
        values,
        out -> {
          out.writeInt(values.size());
          for (Bytes value : values) {
            out.writeBoolean(value != null);
            if (value != null) {
              writeBytes(out, value);
            }
          }
        });
  }

  private LogRow put(String column, LogColumn.Type type, Object value, Value written) {
    if (types.get(column) != type) {
      throw new IllegalArgumentException(
          "no column \"" + column + "\" of this type counts in " + kind.word());
    }
    if (value == null) {
      return this;
    }
    if (values.put(column, encoded(written)) != null) {
      throw new IllegalArgumentException("column \"" + column + "\" was said before");
    }
    if (kind.key().contains(column)) {
      names.put(column, value.toString());
    }
    return this;
  }

  private static Bytes encoded(Value value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      value.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(bytes.toByteArray());
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void writeBytes(DataOutputStream out, Bytes bytes) throws IOException {
    out.writeInt(bytes.size());
    out.write(bytes.toArray());
  }

  /**
   * The entry of this row in the log.
   *
   * @throws IllegalStateException if a column that names the row was not said
   */
  public LogEntry entry() {
    String key =
        kind.key().stream()
            .map(
                column ->
                    Optional.ofNullable(names.get(column))
                        .orElseThrow(
                            () -> new IllegalStateException("nothing names the row: " + column)))
            .collect(Collectors.joining("/"));
    return new LogEntry(kind, key, Optional.of(canonical().sha256()));
  }

  /** What is digested. */
  Bytes canonical() {
    return encoded(
        out -> {
          writeText(out, CONTEXT);
          writeText(out, kind.word());
          for (Map.Entry<String, Bytes> column : values.entrySet()) {
            writeText(out, column.getKey());
            out.writeByte(types.get(column.getKey()).tag());
            out.write(column.getValue().toArray());
          }
        });
  }
}
