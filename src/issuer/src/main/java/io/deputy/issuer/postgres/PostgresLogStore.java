package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.issuer.log.LogStore;
import io.deputy.log.Frontier;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import io.deputy.log.MerkleTree;
import io.deputy.log.Subtree;
import io.deputy.log.TreeHead;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The log on PostgreSQL. An advisory lock says whose turn it is to let it grow, until the commit or
 * until the connection is gone; and the tables refuse a leaf or a head that does not belong there,
 * whoever inserts it.
 */
@ApplicationScoped
class PostgresLogStore implements LogStore {
  /** The number stands with the tables. */
  private static final String TURN = "SELECT pg_try_advisory_xact_lock(x'6c6f67'::bigint)";

  private static final String NEWEST_HEAD =
      "SELECT size, root FROM log_head ORDER BY size DESC LIMIT 1";

  private static final String WAITING =
      "SELECT place, kind, key FROM log_queue ORDER BY place LIMIT ?";

  private static final String INSERT_LEAVES =
      """
      INSERT INTO log_leaf (index, place, kind, key, entry)
      SELECT ? + n - 1, place, kind, key, entry
      FROM unnest(CAST(? AS bigint[]), CAST(? AS text[]), CAST(? AS text[]), CAST(? AS text[]))
        WITH ORDINALITY AS u (place, kind, key, entry, n)
      """;

  private static final String INSERT_SUBTREES =
      """
      INSERT INTO log_subtree (level, index, hash)
      SELECT level, index, decode(hash, 'hex')
      FROM unnest(CAST(? AS smallint[]), CAST(? AS bigint[]), CAST(? AS text[]))
        AS u (level, index, hash)
      """;

  private static final String INSERT_HEAD =
      "INSERT INTO log_head (size, previous, root) VALUES (?, nullif(?, 0), ?)";

  private final DataSource database;

  PostgresLogStore(DataSource database) {
    this.database = database;
  }

  /** What waits: a row, and its place in the queue. */
  private record Waiting(long place, LogKind kind, String key) {}

  @Override
  public int integrate(int most) throws Refusal {
    return inTransaction("the log cannot grow", connection -> integrate(connection, most));
  }

  private static int integrate(Connection connection, int most) throws SQLException, Refusal {
    if (!ask(connection, TURN, row -> row.getBoolean(1)).orElseThrow()) {
      return 0;
    }
    List<Waiting> waiting = waiting(connection, most);
    if (waiting.isEmpty()) {
      return 0;
    }
    TreeHead head = head(connection);
    Frontier frontier = new MerkleTree(new LogHashes(connection), head.size()).frontier();
    if (!frontier.head().equals(head)) {
      throw new SQLException("the entries of the log do not give the root of its newest head");
    }
    List<LogEntry> entries = entries(connection, waiting);
    List<Subtree> full = new ArrayList<>();
    for (LogEntry entry : entries) {
      frontier =
          frontier.with(
              entry.leafHash(),
              subtree -> {
                if (subtree.level() > 0) {
                  full.add(subtree);
                }
              });
    }
    insertLeaves(connection, head.size(), waiting, entries);
    insertSubtrees(connection, full);
    insertHead(connection, head.size(), frontier.head());
    return waiting.size();
  }

  private static List<Waiting> waiting(Connection connection, int most) throws SQLException {
    List<Waiting> waiting = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(WAITING)) {
      select.setInt(1, most);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          LogKind kind =
              LogKind.of(rows.getString(2))
                  .orElseThrow(() -> new SQLException("a newer version queued for the log"));
          waiting.add(new Waiting(rows.getLong(1), kind, rows.getString(3)));
        }
      }
    }
    return waiting;
  }

  /** In the order of the queue. */
  private static List<LogEntry> entries(Connection connection, List<Waiting> waiting)
      throws SQLException {
    Map<LogKind, List<String>> keys = new EnumMap<>(LogKind.class);
    for (Waiting one : waiting) {
      keys.computeIfAbsent(one.kind, kind -> new ArrayList<>()).add(one.key);
    }
    Map<LogKind, Map<String, LogEntry>> found = new EnumMap<>(LogKind.class);
    for (Map.Entry<LogKind, List<String>> of : keys.entrySet()) {
      found.put(of.getKey(), LogRows.read(connection, of.getKey(), of.getValue()));
    }
    // A row that is gone was taken away by somebody who owns the tables. The log says so for ever.
    return waiting.stream()
        .map(
            one ->
                found
                    .get(one.kind)
                    .getOrDefault(one.key, new LogEntry(one.kind, one.key, Optional.empty())))
        .toList();
  }

  private static void insertLeaves(
      Connection connection, long first, List<Waiting> waiting, List<LogEntry> entries)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_LEAVES)) {
      insert.setLong(1, first);
      insert.setArray(
          2, connection.createArrayOf("bigint", waiting.stream().map(Waiting::place).toArray()));
      insert.setArray(
          3, connection.createArrayOf("text", waiting.stream().map(w -> w.kind.word()).toArray()));
      insert.setArray(
          4, connection.createArrayOf("text", waiting.stream().map(Waiting::key).toArray()));
      insert.setArray(
          5, connection.createArrayOf("text", entries.stream().map(LogEntry::text).toArray()));
      insert.executeUpdate();
    }
  }

  private static void insertSubtrees(Connection connection, List<Subtree> full)
      throws SQLException {
    if (full.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT_SUBTREES)) {
      insert.setArray(
          1, connection.createArrayOf("smallint", full.stream().map(Subtree::level).toArray()));
      insert.setArray(
          2, connection.createArrayOf("bigint", full.stream().map(Subtree::index).toArray()));
      insert.setArray(
          3, connection.createArrayOf("text", full.stream().map(s -> s.hash().toHex()).toArray()));
      insert.executeUpdate();
    }
  }

  private static void insertHead(Connection connection, long previous, TreeHead head)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_HEAD)) {
      insert.setLong(1, head.size());
      insert.setLong(2, previous);
      insert.setBytes(3, head.root().toArray());
      insert.executeUpdate();
    }
  }

  @Override
  public TreeHead head() throws Refusal {
    return inTransaction("the log cannot be read", PostgresLogStore::head);
  }

  private static TreeHead head(Connection connection) throws SQLException {
    return ask(
            connection, NEWEST_HEAD, row -> new TreeHead(row.getLong(1), Bytes.of(row.getBytes(2))))
        .orElse(TreeHead.EMPTY);
  }

  @Override
  public void keep(long size, int key, String note) throws Refusal {
    inTransaction(
        "a checkpoint cannot be kept",
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO log_checkpoint (size, log_key, note) VALUES (?, ?, ?)"
                      + " ON CONFLICT DO NOTHING")) {
            insert.setLong(1, size);
            insert.setInt(2, key);
            insert.setString(3, note);
            return insert.executeUpdate();
          }
        });
  }

  @Override
  public boolean isSigned(long size, int key) throws Refusal {
    return inTransaction(
        "the log cannot be read",
        connection ->
            ask(
                    connection,
                    "SELECT 1 FROM log_checkpoint WHERE size = ? AND log_key = ?",
                    row -> true,
                    size,
                    key)
                .isPresent());
  }

  @Override
  public Optional<Signed> newest(Set<Integer> not) throws Refusal {
    return inTransaction(
        "the log cannot be read",
        connection ->
            ask(
                connection,
                """
                SELECT size, note FROM log_checkpoint
                WHERE log_key <> ALL (CAST(? AS integer[]))
                ORDER BY size DESC, log_key DESC LIMIT 1
                """,
                row -> new Signed(row.getLong(1), row.getString(2)),
                connection.createArrayOf("integer", not.toArray())));
  }

  @Override
  public List<Bytes> entries(long from, int count) throws Refusal {
    return inTransaction(
        "the log cannot be read", connection -> new LogHashes(connection).entries(from, count));
  }

  @Override
  public List<Bytes> hashes(int level, long from, int count) throws Refusal {
    return inTransaction(
        "the log cannot be read",
        connection -> new LogHashes(connection).hashes(level, from, count));
  }

  @Override
  public Optional<Leaf> leaf(LogKind kind, String key) throws Refusal {
    return inTransaction(
        "the log cannot be read",
        connection ->
            ask(
                connection,
                """
                SELECT index, entry FROM log_leaf WHERE kind = ? AND key = ? ORDER BY index LIMIT 1
                """,
                row -> new Leaf(row.getLong(1), row.getString(2)),
                kind.word(),
                key));
  }

  private interface Work<T> {
    T in(Connection connection) throws SQLException, Refusal;
  }

  private interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Commits, or rolls back; if the connection breaks, the database does that by itself. */
  private <T> T inTransaction(String otherwise, Work<T> work) throws Refusal {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T done = work.in(connection);
        connection.commit();
        return done;
      } finally {
        // After a commit there is nothing to roll back.
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw Unavailable.because(otherwise, e);
    }
  }

  /** The first row of a query. */
  private static <T> Optional<T> ask(
      Connection connection, String query, Row<T> row, Object... parameters) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        select.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
      }
    }
  }
}
