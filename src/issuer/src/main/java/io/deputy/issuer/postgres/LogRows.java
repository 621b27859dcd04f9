package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.log.LogColumn;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import io.deputy.log.LogRow;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads rows of the record, with every column that counts, as the log has them. */
final class LogRows {
  /** Rows that are held at once: a batch of decisions can have a megabyte. */
  private static final int AT_ONCE = 16;

  private LogRows() {}

  /**
   * The entries of these rows, by key; those that do not exist are left out. Rows are streamed if
   * the connection is in a transaction.
   */
  static Map<String, LogEntry> read(Connection connection, LogKind kind, List<String> keys)
      throws SQLException {
    Map<String, LogEntry> entries = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(select(kind))) {
      select.setFetchSize(AT_ONCE);
      select.setArray(1, connection.createArrayOf("text", keys.toArray()));
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          LogEntry entry = row(kind, rows).entry();
          entries.putIfAbsent(entry.key(), entry);
        }
      }
    }
    return entries;
  }

  private static String select(LogKind kind) {
    String columns =
        kind.columns().stream()
            .map(column -> '"' + column.name() + '"')
            .collect(Collectors.joining(", "));
    return "SELECT " + columns + " FROM " + kind.word() + " WHERE " + isOneOf(kind);
  }

  private static String isOneOf(LogKind kind) {
    return switch (kind) {
      case HOP, DECISION_BATCH -> "id = ANY (CAST(CAST(? AS text[]) AS uuid[]))";
      case REVOCATION -> "cursor = ANY (CAST(CAST(? AS text[]) AS bigint[]))";
      case DIRECTORY_VERSION ->
          "digest IN (SELECT decode(k, 'hex') FROM unnest(CAST(? AS text[])) AS u (k))";
      case TOMBSTONE -> "number = ANY (CAST(CAST(? AS text[]) AS bigint[]))";
      case DIRECTORY_HISTORY -> "version = ANY (CAST(CAST(? AS text[]) AS bigint[]))";
      case KEY_EVENT -> "number || '/' || state = ANY (CAST(? AS text[]))";
    };
  }

  /** The key of a row, as leaves have it and as the queue's trigger makes it. */
  static String key(LogKind kind, String row) {
    return switch (kind) {
      case HOP, DECISION_BATCH -> row + ".id::text";
      case REVOCATION -> row + ".cursor::text";
      case DIRECTORY_VERSION -> "encode(" + row + ".digest, 'hex')";
      case TOMBSTONE -> row + ".number::text";
      case DIRECTORY_HISTORY -> row + ".version::text";
      case KEY_EVENT -> row + ".number || '/' || " + row + ".state";
    };
  }

  private static LogRow row(LogKind kind, ResultSet rows) throws SQLException {
    LogRow row = LogRow.of(kind);
    int at = 0;
    for (LogColumn column : kind.columns()) {
      say(row, column, rows, ++at);
    }
    return row;
  }

  private static void say(LogRow row, LogColumn column, ResultSet rows, int at)
      throws SQLException {
    String name = column.name();
    switch (column.type()) {
      case TEXT -> row.text(name, rows.getString(at));
      case NUMBER -> row.number(name, (Number) rows.getObject(at));
      case BYTES -> row.bytes(name, bytes(rows.getBytes(at)));
      case UUID -> row.uuid(name, rows.getObject(at, UUID.class));
      case TIME -> {
        OffsetDateTime time = rows.getObject(at, OffsetDateTime.class);
        row.time(name, time == null ? null : time.toInstant());
      }
      case TEXTS -> {
        Array array = rows.getArray(at);
        row.texts(name, array == null ? null : Arrays.asList((String[]) array.getArray()));
      }
      case BYTE_STRINGS -> row.byteStrings(name, byteStrings(rows.getArray(at)));
    }
  }

  private static Bytes bytes(byte[] value) {
    return value == null ? null : Bytes.of(value);
  }

  private static List<Bytes> byteStrings(Array array) throws SQLException {
    if (array == null) {
      return null;
    }
    List<Bytes> all = new ArrayList<>();
    for (byte[] element : (byte[][]) array.getArray()) {
      all.add(bytes(element));
    }
    return all;
  }
}
