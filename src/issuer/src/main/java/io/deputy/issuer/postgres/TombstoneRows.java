package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.issuer.replay.Finding;
import io.deputy.issuer.replay.Row;
import io.deputy.issuer.replay.TombstoneEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Tombstones, and what lies under them. */
final class TombstoneRows {
  /** Rows that are held at once. */
  private static final int PAGE = 5_000;

  private static final String BATCHES =
      """
      SELECT t.leaf, coalesce(l.entry, 'none') AS entry
      FROM tombstone_batch t LEFT JOIN log_leaf l ON l.index = t.leaf
      WHERE t.tombstone = ? AND t.leaf > ? ORDER BY t.leaf LIMIT ?
      """;

  private static final String NUMBERS =
      """
      SELECT t.gateway, t.stream, t.first, t.last, t.next FROM tombstone_numbers t
      WHERE t.tombstone = ? AND (t.gateway COLLATE "C", t.stream, t.first) > (?, ?, ?)
      ORDER BY t.gateway COLLATE "C", t.stream, t.first LIMIT ?
      """;

  private static final String CHAINS =
      """
      SELECT t.chain, t.decisions FROM tombstone_chain t
      WHERE t.tombstone = ? AND t.chain > ? ORDER BY t.chain LIMIT ?
      """;

  /** Batches that are there, although they lie under a tombstone. */
  private static final String BACK =
      """
      SELECT b.id, t.tombstone
      FROM tombstone_batch t JOIN log_leaf l ON l.index = t.leaf AND l.kind = 'decision_batch'
      JOIN decision_batch b ON b.id = CAST(l.key AS uuid)
      ORDER BY t.leaf LIMIT 100
      """;

  /** No chain and no stream has it. */
  private static final UUID LOWEST = new UUID(0, 0);

  private final Connection connection;
  private final MessageDigest digest;
  private long batches;
  private long decisions;

  private TombstoneRows(Connection connection) {
    this.connection = connection;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** All tombstones, by number. */
  static List<TombstoneEntry> all(Connection connection) throws SQLException {
    List<TombstoneEntry> all = new ArrayList<>();
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT number, month, statement FROM tombstone ORDER BY number");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        long number = rows.getLong("number");
        all.add(
            new TombstoneEntry(
                number,
                rows.getString("month"),
                rows.getString("statement"),
                contents(connection, number)));
      }
    }
    return all;
  }

  /** Batches that came back. */
  static List<Finding> back(Connection connection) throws SQLException {
    List<Finding> back = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(BACK);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        back.add(
            new Finding.Duplicate(
                new Row("decision_batch", rows.getString("id")),
                "it was deleted under retention, tombstone " + rows.getLong("tombstone")));
      }
    }
    return back;
  }

  /** What lies under the tombstone of this number. */
  static TombstoneEntry.Contents contents(Connection connection, long number) throws SQLException {
    TombstoneRows rows = new TombstoneRows(connection);
    rows.addBatches(number);
    rows.addNumbers(number);
    rows.addChains(number);
    return new TombstoneEntry.Contents(
        Bytes.of(rows.digest.digest()), rows.batches, rows.decisions);
  }

  private void line(String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void addBatches(long number) throws SQLException {
    long last = -1;
    int found;
    do {
      found = 0;
      try (PreparedStatement select = connection.prepareStatement(BATCHES)) {
        select.setLong(1, number);
        select.setLong(2, last);
        select.setInt(3, PAGE);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found++;
            batches++;
            last = rows.getLong("leaf");
            line("leaf " + last + " " + rows.getString("entry"));
          }
        }
      }
    } while (found == PAGE);
  }

  private void addNumbers(long number) throws SQLException {
    String gateway = "";
    UUID stream = LOWEST;
    long first = 0;
    int found;
    do {
      found = 0;
      try (PreparedStatement select = connection.prepareStatement(NUMBERS)) {
        select.setLong(1, number);
        select.setString(2, gateway);
        select.setObject(3, stream);
        select.setLong(4, first);
        select.setInt(5, PAGE);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found++;
            gateway = rows.getString("gateway");
            stream = Columns.id(rows, "stream");
            first = rows.getLong("first");
            long last = rows.getLong("last");
            decisions += last - first + 1;
            line(
                "numbers %s %d %d %d %s"
                    .formatted(stream, first, last, rows.getLong("next"), gateway));
          }
        }
      }
    } while (found == PAGE);
  }

  private void addChains(long number) throws SQLException {
    UUID chain = LOWEST;
    int found;
    do {
      found = 0;
      try (PreparedStatement select = connection.prepareStatement(CHAINS)) {
        select.setLong(1, number);
        select.setObject(2, chain);
        select.setInt(3, PAGE);
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            found++;
            chain = Columns.id(rows, "chain");
            line("chain " + chain + " " + rows.getLong("decisions"));
          }
        }
      }
    } while (found == PAGE);
  }
}
