package io.deputy.issuer.postgres;

import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Gives every row that waits for a leaf its leaf, as the log does. */
public final class Leaves {
  private Leaves() {}

  /** Writes them. */
  public static void write(Connection owner) throws SQLException {
    try (Statement statement = owner.createStatement();
        ResultSet last = statement.executeQuery("SELECT coalesce(max(index), -1) FROM log_leaf")) {
      last.next();
      write(owner, last.getLong(1) + 1);
    }
  }

  private static void write(Connection owner, long first) throws SQLException {
    long index = first;
    try (Statement statement = owner.createStatement();
        ResultSet waiting =
            statement.executeQuery("SELECT place, kind, key FROM log_queue ORDER BY place");
        PreparedStatement leaf =
            owner.prepareStatement(
                "INSERT INTO log_leaf (index, place, kind, key, entry) VALUES (?, ?, ?, ?, ?)")) {
      while (waiting.next()) {
        LogKind kind = LogKind.of(waiting.getString("kind")).orElseThrow();
        String key = waiting.getString("key");
        LogEntry entry = LogRows.read(owner, kind, List.of(key)).get(key);
        leaf.setLong(1, index++);
        leaf.setLong(2, waiting.getLong("place"));
        leaf.setString(3, kind.word());
        leaf.setString(4, key);
        leaf.setString(5, entry.text());
        leaf.executeUpdate();
      }
    }
  }
}
