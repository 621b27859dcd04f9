package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.log.HashSource;
import io.deputy.log.TreeHash;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The hashes of tiles, within the caller's transaction: those of leaves are made of the entries, so
 * an entry that was changed shows.
 */
record LogHashes(Connection connection) implements HashSource {
  private static final String ENTRIES =
      "SELECT entry FROM log_leaf WHERE index >= ? AND index < ? ORDER BY index";

  private static final String SUBTREES =
      "SELECT hash FROM log_subtree WHERE index >= ? AND index < ? AND level = ? ORDER BY index";

  private interface Column {
    Bytes of(ResultSet row) throws SQLException;
  }

  @Override
  public List<Bytes> hashes(int level, long from, int count) throws Refusal {
    if (level == 0) {
      return entries(from, count).stream().map(TreeHash::leaf).toList();
    }
    return select(SUBTREES, from, count, level, row -> Bytes.of(row.getBytes(1)));
  }

  /** The entries themselves. */
  List<Bytes> entries(long from, int count) throws Refusal {
    return select(
        ENTRIES,
        from,
        count,
        0,
        row -> Bytes.of(row.getString(1).getBytes(StandardCharsets.UTF_8)));
  }

  private List<Bytes> select(String query, long from, int count, int level, Column column)
      throws Refusal {
    List<Bytes> found = new ArrayList<>(count);
    try (PreparedStatement select = connection.prepareStatement(query)) {
      select.setLong(1, from);
      select.setLong(2, from + count);
      if (level > 0) {
        select.setInt(3, level);
      }
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(column.of(rows));
        }
      }
    } catch (SQLException e) {
      throw Unavailable.because("the log cannot be read", e);
    }
    return found;
  }
}
