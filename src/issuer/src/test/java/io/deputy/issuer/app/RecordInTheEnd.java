package io.deputy.issuer.app;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is on record, read past the issuers. */
record RecordInTheEnd(Connection owner) {
  /** How soon the log has everything once nothing is killed any more. */
  private static final Duration LOG_LIMIT = Duration.ofMinutes(1);

  /** Every row that a leaf stands for, as the log names it. */
  private static final String ROWS =
      """
      SELECT 'hop ' || id AS row FROM hop
      UNION ALL SELECT 'revocation ' || cursor FROM revocation
      UNION ALL SELECT 'decision_batch ' || id FROM decision_batch
      UNION ALL SELECT 'key_event ' || number || '/' || state FROM key_event
      UNION ALL SELECT 'directory_version ' || encode(digest, 'hex') FROM directory_version
      UNION ALL SELECT 'directory_history ' || version FROM directory_history
      """;

  private static final String LEAVES = "SELECT kind || ' ' || key FROM log_leaf";

  /** The first column of a query. */
  Set<String> texts(String query) throws SQLException {
    Set<String> texts = new HashSet<>();
    try (PreparedStatement statement = owner.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  long number(String query) throws SQLException {
    return Long.parseLong(texts(query).iterator().next());
  }

  /** Waits until nothing waits for a leaf and a checkpoint is over all; whether it came to that. */
  boolean settled() throws SQLException, InterruptedException {
    Instant limit = Instant.now().plus(LOG_LIMIT);
    while (Instant.now().isBefore(limit)) {
      if (number("SELECT count(*) FROM log_queue") == 0
          && number("SELECT coalesce(max(size), 0) FROM log_checkpoint")
              == number("SELECT count(*) FROM log_leaf")) {
        return true;
      }
      Thread.sleep(200);
    }
    return false;
  }

  Set<String> rowsWithoutLeaf() throws SQLException {
    return texts(ROWS + " EXCEPT " + LEAVES);
  }

  Set<String> leavesWithoutRow() throws SQLException {
    return texts(LEAVES + " EXCEPT (" + ROWS + ")");
  }

  Set<String> rowsWithTwoLeaves() throws SQLException {
    return texts("SELECT kind || ' ' || key FROM log_leaf GROUP BY kind, key HAVING count(*) > 1");
  }

  /** Decisions of a stream: how many there are, the first and the last number. */
  List<Long> decisions(String stream) throws SQLException {
    try (PreparedStatement statement =
        owner.prepareStatement(
            "SELECT count(*), coalesce(min(number), 1), coalesce(max(number), 0)"
                + " FROM decision WHERE stream = ?::uuid")) {
      statement.setString(1, stream);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return List.of(row.getLong(1), row.getLong(2), row.getLong(3));
      }
    }
  }
}
