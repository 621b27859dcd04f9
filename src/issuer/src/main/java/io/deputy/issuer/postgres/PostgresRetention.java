package io.deputy.issuer.postgres;

import io.deputy.issuer.replay.TombstoneEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Deletes months of decisions, each in a transaction with the tombstone that says so. Takes the
 * role {@code deputy_retention}.
 */
public final class PostgresRetention {
  /** A month is counted and written down in this; nobody is kept from reading meanwhile. */
  private static final String PATIENCE = "SET LOCAL statement_timeout = 0";

  /** Then the tables are taken from everybody: sooner given up than waited for. */
  private static final String LOCK_WITHIN = "SET LOCAL lock_timeout = 5000";

  private static final String MONTHS =
      """
      SELECT substr(c.relname, 10) AS month
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'decision'::regclass AND c.relname ~ '^decision_[0-9]{4}_[0-9]{2}$'
      ORDER BY 1
      """;

  private final DataSource database;

  /** Says, signed, what is deleted. */
  public interface Mason {
    /**
     * The statement of a tombstone.
     *
     * @param number of the tombstone
     */
    String carve(long number, YearMonth month, TombstoneEntry.Contents contents);
  }

  /**
   * A month that was deleted.
   *
   * @param tombstone its number
   * @param contents what lies under it
   */
  public record Deleted(long tombstone, TombstoneEntry.Contents contents) {
    public Deleted {
      Objects.requireNonNull(contents);
    }
  }

  /**
   * @param database gives connections of a member of {@code deputy_retention}
   */
  public PostgresRetention(DataSource database) {
    this.database = Objects.requireNonNull(database);
  }

  /** The months that there are, before this one. */
  public List<YearMonth> before(YearMonth month) throws SQLException {
    List<YearMonth> months = new ArrayList<>();
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(MONTHS);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        YearMonth one = YearMonth.parse(rows.getString(1).replace('_', '-'));
        if (one.isBefore(month)) {
          months.add(one);
        }
      }
    }
    return months;
  }

  /** The signed note of the log with the most leaves. */
  public Optional<String> newestCheckpoint() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT note FROM log_checkpoint ORDER BY size DESC, recorded_at DESC LIMIT 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  /**
   * Deletes the decisions of a month; all of them and with their tombstone, or nothing.
   *
   * @throws SQLException if the month is not over, the log does not have it all yet, somebody holds
   *     the tables for long, or the database cannot be used
   */
  public Deleted delete(YearMonth month, Mason mason) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        Deleted deleted = delete(connection, month, mason);
        connection.commit();
        return deleted;
      } finally {
        // After a commit there is nothing to roll back.
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static Deleted delete(Connection connection, YearMonth month, Mason mason)
      throws SQLException {
    try (Statement set = connection.createStatement()) {
      set.execute(PATIENCE);
      set.execute(LOCK_WITHIN);
    }
    String name = month.toString().replace('-', '_');
    long number;
    try (PreparedStatement prepare =
        connection.prepareStatement("SELECT number FROM prepare_tombstone(?)")) {
      prepare.setString(1, name);
      try (ResultSet row = prepare.executeQuery()) {
        row.next();
        number = row.getLong(1);
      }
    }
    TombstoneEntry.Contents contents = TombstoneRows.contents(connection, number);
    try (PreparedStatement bury = connection.prepareStatement("SELECT bury_decisions(?, ?, ?)")) {
      bury.setLong(1, number);
      bury.setString(2, name);
      bury.setString(3, mason.carve(number, month, contents));
      bury.execute();
    }
    return new Deleted(number, contents);
  }
}
