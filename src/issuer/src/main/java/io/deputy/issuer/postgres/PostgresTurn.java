package io.deputy.issuer.postgres;

import io.deputy.Refusal;
import io.deputy.issuer.webhook.Event;
import io.deputy.issuer.webhook.Outbox;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The turn of this instance, until its connection is given back. */
final class PostgresTurn implements Outbox.Turn {
  private static final Logger LOG = Logger.getLogger(PostgresTurn.class);

  /** Leaves that are looked through at once for what a receiver is told of. */
  private static final int WINDOW = 10_000;

  private static final String LEAVES =
      """
      SELECT index, kind, key FROM log_leaf
      WHERE index >= ? AND index < ? AND kind IN ('revocation', 'decision_batch') ORDER BY index
      """;

  private static final String REVOCATION =
      "SELECT * FROM revocation WHERE cursor = CAST(? AS bigint)";

  /** Those that this batch was the first to bring. */
  private static final String REFUSED =
      """
      SELECT d.*, d.standing = 'verified' AS verified
      FROM decision_batch b JOIN decision d ON d.gateway = b.gateway AND d.stream = b.stream
        AND d.number BETWEEN b.first AND b.last AND d.batch = b.id AND d.recorded_at = b.recorded_at
      WHERE b.id = ? AND d.verdict <> 'allowed' AND d.number > ? ORDER BY d.number LIMIT ?
      """;

  private static final String MOVE =
      """
      UPDATE webhook_position SET leaf = ?, told = ?, failures = 0, retry_at = NULL
      WHERE leaf = ? AND told = ?
      """;

  private static final String FAILED =
      """
      UPDATE webhook_position
      SET failures = ?, retry_at = clock_timestamp() + ? * interval '1 millisecond'
      WHERE leaf = ? AND told = ?
      """;

  private final Connection connection;
  private long leaf;
  private long told;
  private int failures;

  PostgresTurn(Connection connection, long leaf, long told, int failures) {
    this.connection = connection;
    this.leaf = leaf;
    this.told = told;
    this.failures = failures;
  }

  private record Leaf(long index, boolean ofBatch, String key) {}

  @Override
  public List<Event> next(int most) throws Refusal {
    try {
      for (long size = size(); leaf < size; ) {
        long end = Math.min(size, leaf + WINDOW);
        List<Event> events = new ArrayList<>();
        for (Leaf one : leaves(end)) {
          read(one, most - events.size(), events);
          if (events.size() == most) {
            return events;
          }
        }
        if (!events.isEmpty()) {
          return events;
        }
        move(end, 0);
      }
      return List.of();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private long size() throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT coalesce(max(index) + 1, 0) FROM log_leaf");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private List<Leaf> leaves(long end) throws SQLException {
    List<Leaf> leaves = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(LEAVES)) {
      select.setLong(1, leaf);
      select.setLong(2, end);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          leaves.add(
              new Leaf(
                  rows.getLong(1), rows.getString(2).equals("decision_batch"), rows.getString(3)));
        }
      }
    }
    return leaves;
  }

  private void read(Leaf of, int most, List<Event> events) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(of.ofBatch() ? REFUSED : REVOCATION)) {
      if (of.ofBatch()) {
        select.setObject(1, UUID.fromString(of.key()));
        select.setLong(2, of.index() == leaf ? told : 0);
        select.setInt(3, most);
      } else {
        select.setString(1, of.key());
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          events.add(
              of.ofBatch()
                  ? new Event.Refused(
                      of.index(), ExportColumns.decision(rows), Columns.time(rows, "recorded_at"))
                  : new Event.Revoked(of.index(), ExportColumns.revocation(rows)));
        }
      }
    }
  }

  @Override
  public void told(Event event) throws Refusal {
    try {
      if (event instanceof Event.Refused) {
        move(event.leaf(), event.number());
      } else {
        move(event.leaf() + 1, 0);
      }
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private void move(long toLeaf, long toTold) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(MOVE)) {
      update.setLong(1, toLeaf);
      update.setLong(2, toTold);
      update.setLong(3, leaf);
      update.setLong(4, told);
      requireMine(update.executeUpdate());
    }
    leaf = toLeaf;
    told = toTold;
    failures = 0;
  }

  /** The connection was lost for a while, and with it the turn. */
  private static void requireMine(int rows) throws SQLException {
    if (rows != 1) {
      throw new SQLException("another instance has moved the position");
    }
  }

  @Override
  public int failures() {
    return failures;
  }

  @Override
  public void failed(Duration pause) throws Refusal {
    failures++;
    try (PreparedStatement update = connection.prepareStatement(FAILED)) {
      update.setInt(1, failures);
      update.setLong(2, pause.toMillis());
      update.setLong(3, leaf);
      update.setLong(4, told);
      requireMine(update.executeUpdate());
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static Refusal unavailable(SQLException e) {
    return Unavailable.because("the webhook cannot be advanced", e);
  }

  @Override
  public void close() {
    try {
      PostgresOutbox.release(connection);
    } catch (SQLException e) {
      LOG.warnf("the webhook's turn ended with its connection: %s", e.getMessage());
    }
  }
}
