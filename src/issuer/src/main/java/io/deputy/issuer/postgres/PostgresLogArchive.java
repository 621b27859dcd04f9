package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.issuer.replay.CheckpointEntry;
import io.deputy.issuer.replay.Finding;
import io.deputy.issuer.replay.HeadEntry;
import io.deputy.issuer.replay.LeafEntry;
import io.deputy.issuer.replay.LogArchive;
import io.deputy.issuer.replay.Logged;
import io.deputy.issuer.replay.Row;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The transparency log on PostgreSQL, for reading by whoever may only read. */
record PostgresLogArchive(ReadQueries queries) implements LogArchive {
  private static final String NOT_BURIED =
      """
       AND NOT EXISTS (SELECT FROM tombstone_batch t JOIN tombstone s ON s.number = t.tombstone
                       WHERE t.leaf = l.index)\
      """;

  @Override
  public List<Bytes> hashes(int level, long from, int count) throws Refusal {
    return queries.on(connection -> new LogHashes(connection).hashes(level, from, count));
  }

  @Override
  public long size() throws Refusal {
    return count("SELECT coalesce(max(size), 0) FROM log_head");
  }

  @Override
  public long waiting() throws Refusal {
    return count("SELECT count(*) FROM log_queue");
  }

  private long count(String query) throws Refusal {
    return queries.rows(query, row -> row.getLong(1)).get(0);
  }

  @Override
  public List<LeafEntry> leaves(long from, int most) throws Refusal {
    return queries.rows(
        "SELECT index, kind, key, entry FROM log_leaf WHERE index >= ? ORDER BY index LIMIT ?",
        PostgresLogArchive::leaf,
        from,
        most);
  }

  private static LeafEntry leaf(ResultSet row) throws SQLException {
    return new LeafEntry(
        row.getLong("index"), row.getString("kind"), row.getString("key"), row.getString("entry"));
  }

  @Override
  public List<HeadEntry> heads(long above, int most) throws Refusal {
    return queries.rows(
        "SELECT size, previous, root FROM log_head WHERE size > ? ORDER BY size LIMIT ?",
        row ->
            new HeadEntry(
                row.getLong("size"),
                Optional.ofNullable(row.getObject("previous", Long.class)),
                Columns.bytes(row, "root")),
        above,
        most);
  }

  @Override
  public List<CheckpointEntry> checkpoints(long above, long upTo) throws Refusal {
    return queries.rows(
        "SELECT size, log_key, note FROM log_checkpoint WHERE size > ? AND size <= ?"
            + " ORDER BY size, log_key",
        PostgresLogArchive::checkpoint,
        above,
        upTo);
  }

  private static CheckpointEntry checkpoint(ResultSet row) throws SQLException {
    return new CheckpointEntry(row.getLong("size"), row.getInt("log_key"), row.getString("note"));
  }

  @Override
  public Optional<CheckpointEntry> newest(Set<Integer> not) throws Refusal {
    return queries
        .rows(
            "SELECT size, log_key, note FROM log_checkpoint WHERE log_key <> ALL (?)"
                + " ORDER BY size DESC, log_key DESC LIMIT 1",
            PostgresLogArchive::checkpoint,
            (Object) not.toArray(Integer[]::new))
        .stream()
        .findFirst();
  }

  @Override
  public List<Logged> logged(LogKind kind, Collection<String> keys) throws Refusal {
    if (keys.isEmpty()) {
      return List.of();
    }
    List<String> rows = List.copyOf(keys);
    Map<String, LogEntry> entries = queries.on(connection -> LogRows.read(connection, kind, rows));
    String[] array = rows.toArray(String[]::new);
    Map<String, List<LeafEntry>> leaves = new HashMap<>();
    // After the rows: what was taken from the queue by then has a leaf.
    Set<String> waiting =
        new HashSet<>(
            queries.rows(
                "SELECT key FROM log_queue WHERE kind = ? AND key = ANY (?)",
                row -> row.getString("key"),
                kind.word(),
                array));
    queries
        .rows(
            "SELECT index, kind, key, entry FROM log_leaf WHERE kind = ? AND key = ANY (?)"
                + " ORDER BY index",
            PostgresLogArchive::leaf,
            kind.word(),
            array)
        .forEach(leaf -> leaves.computeIfAbsent(leaf.key(), k -> new ArrayList<>()).add(leaf));
    return rows.stream()
        .map(
            key ->
                new Logged(
                    new Row(kind.word(), key),
                    Optional.ofNullable(entries.get(key)),
                    leaves.getOrDefault(key, List.of()),
                    waiting.contains(key)))
        .toList();
  }

  @Override
  public List<Finding> leavesWithoutRows() throws Refusal {
    List<Finding> gone = new ArrayList<>();
    for (LogKind kind : LogKind.values()) {
      gone.addAll(
          queries.rows(
              "SELECT l.key FROM log_leaf l WHERE l.kind = ? AND NOT EXISTS (SELECT FROM "
                  + kind.word()
                  + " r WHERE "
                  + LogRows.key(kind, "r")
                  + " = l.key)"
                  + (kind == LogKind.DECISION_BATCH ? NOT_BURIED : "")
                  + " ORDER BY l.index LIMIT 100",
              row ->
                  new Finding.Missing(new Row(kind.word(), row.getString("key")), "the log has it"),
              kind.word()));
    }
    return gone;
  }
}
