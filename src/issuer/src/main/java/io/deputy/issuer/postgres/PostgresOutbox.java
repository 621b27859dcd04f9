package io.deputy.issuer.postgres;

import io.deputy.Refusal;
import io.deputy.issuer.webhook.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What a receiver is told, from PostgreSQL. An advisory lock of a connection says whose turn it is,
 * for as long as that connection lives. Outside of transactions, since receivers take their time.
 */
@ApplicationScoped
class PostgresOutbox implements Outbox {
  /** Its number is "webhook" in hexadecimal. */
  private static final String LOCK = "SELECT pg_try_advisory_lock(x'776562686f6f6b'::bigint)";

  private static final String UNLOCK = "SELECT pg_advisory_unlock(x'776562686f6f6b'::bigint)";

  /** Who is told for the first time is told what comes from now on. */
  private static final String BEGIN =
      """
      INSERT INTO webhook_position (leaf)
      SELECT coalesce(max(index) + 1, 0) FROM log_leaf ON CONFLICT DO NOTHING
      """;

  private static final String POSITION =
      """
      SELECT leaf, told, failures, coalesce(retry_at > clock_timestamp(), false) AS paused
      FROM webhook_position
      """;

  private static final String BEHIND =
      """
      SELECT (SELECT coalesce(max(index) + 1, 0) FROM log_leaf) - leaf AS behind
      FROM webhook_position
      """;

  private final DataSource database;

  PostgresOutbox(DataSource database) {
    this.database = database;
  }

  @Override
  public Optional<Turn> take() throws Refusal {
    try {
      Connection connection = database.getConnection();
      boolean kept = false;
      try {
        if (!isTrue(connection, LOCK)) {
          return Optional.empty();
        }
        Optional<Turn> turn = turn(connection);
        kept = turn.isPresent();
        return turn;
      } finally {
        if (!kept) {
          release(connection);
        }
      }
    } catch (SQLException e) {
      throw Unavailable.because("the webhook cannot be advanced", e);
    }
  }

  private static Optional<Turn> turn(Connection connection) throws SQLException {
    try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
      begin.executeUpdate();
    }
    try (PreparedStatement select = connection.prepareStatement(POSITION);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getBoolean("paused")
          ? Optional.empty()
          : Optional.of(
              new PostgresTurn(
                  connection, row.getLong("leaf"), row.getLong("told"), row.getInt("failures")));
    }
  }

  /** Gives the turn back, where it was had. */
  static void release(Connection connection) throws SQLException {
    try (connection) {
      isTrue(connection, UNLOCK);
    }
  }

  private static boolean isTrue(Connection connection, String query) throws SQLException {
    try (PreparedStatement ask = connection.prepareStatement(query);
        ResultSet row = ask.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public long behind() throws Refusal {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(BEHIND);
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong("behind") : 0;
    } catch (SQLException e) {
      throw Unavailable.because("the webhook's position cannot be read", e);
    }
  }
}
