package io.deputy.issuer.postgres;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Queries of a login that may only read. Everything throws {@code record_unavailable} if the
 * database does not answer.
 *
 * @param database gives connections of that login
 */
record ReadQueries(DataSource database) {
  ReadQueries {
    Objects.requireNonNull(database);
  }

  /** What reads one row. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Something that is done with a connection. */
  interface Work<T> {
    T with(Connection connection) throws SQLException, Refusal;
  }

  <T> T on(Work<T> work) throws Refusal {
    try (Connection connection = database.getConnection()) {
      return work.with(connection);
    } catch (SQLException e) {
      throw new Refusal(Reason.RECORD_UNAVAILABLE, "the record cannot be read: " + e.getMessage());
    }
  }

  /** Every row of a query. */
  <T> List<T> rows(String sql, RowReader<T> reader, Object... parameters) throws Refusal {
    return on(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
              bind(connection, statement, i + 1, parameters[i]);
            }
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                found.add(reader.read(rows));
              }
            }
            return found;
          }
        });
  }

  private static void bind(
      Connection connection, PreparedStatement statement, int index, Object value)
      throws SQLException {
    if (value instanceof UUID[] ids) {
      statement.setArray(index, connection.createArrayOf("uuid", ids));
    } else if (value instanceof String[] texts) {
      statement.setArray(index, connection.createArrayOf("text", texts));
    } else if (value instanceof Integer[] numbers) {
      statement.setArray(index, connection.createArrayOf("integer", numbers));
    } else if (value instanceof byte[][] bytes) {
      statement.setArray(index, connection.createArrayOf("bytea", bytes));
    } else {
      statement.setObject(index, value);
    }
  }
}
