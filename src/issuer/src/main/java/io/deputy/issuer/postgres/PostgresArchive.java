package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.RevocationId;
import io.deputy.biscuit.SignedBlock;
import io.deputy.chain.ChainId;
import io.deputy.chain.User;
import io.deputy.issuer.replay.Archive;
import io.deputy.issuer.replay.BatchEntry;
import io.deputy.issuer.replay.ChainRows;
import io.deputy.issuer.replay.DecisionEntry;
import io.deputy.issuer.replay.DirectoryEntry;
import io.deputy.issuer.replay.Finding;
import io.deputy.issuer.replay.HopEntry;
import io.deputy.issuer.replay.KeyEntry;
import io.deputy.issuer.replay.RevocationEntry;
import io.deputy.issuer.replay.Row;
import io.deputy.issuer.replay.TombstoneEntry;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import io.deputy.verify.TokenBlocks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The record on PostgreSQL, for reading. Needs no more than the privileges of {@code
 * deputy_auditor}, and no Hibernate: an auditor's program is not the service.
 */
public final class PostgresArchive implements Archive {
  private static final String CHAINS =
      """
      SELECT chain FROM (
        (SELECT chain FROM hop WHERE chain > ? GROUP BY chain ORDER BY chain LIMIT ?)
        UNION
        (SELECT chain FROM decision WHERE chain > ? GROUP BY chain ORDER BY chain LIMIT ?)
      ) AS known ORDER BY chain LIMIT ?
      """;

  /** What may apply to these chains; each part is found by its index. */
  private static final String REVOCATIONS =
      """
      SELECT r.* FROM revocation r WHERE r.hop = ANY (?)
      UNION SELECT r.* FROM revocation r WHERE r.chain = ANY (?)
      UNION SELECT r.* FROM unnest(?, ?) AS u (issuer, subject)
        JOIN revocation r ON r.user_issuer = u.issuer AND r.user_subject = u.subject
      UNION SELECT r.* FROM revocation r WHERE r.agent = ANY (?)
      UNION SELECT r.* FROM revocation r WHERE r.signature = ANY (?)
      ORDER BY cursor
      """;

  private static final String DECISIONS =
      """
      SELECT d.* FROM unnest(?) AS c (id) CROSS JOIN LATERAL (
        SELECT * FROM decision WHERE chain = c.id ORDER BY decided_at, gateway, stream, number LIMIT ?
      ) AS d
      """;

  private static final String NOT_BURIED =
      """
       AND NOT EXISTS (SELECT FROM tombstone_batch t JOIN tombstone s ON s.number = t.tombstone
                       WHERE t.leaf = l.index)\
      """;

  /** Decisions of these chains that were deleted. */
  private static final String BURIED =
      "SELECT chain, tombstone, decisions FROM tombstone_chain WHERE chain = ANY (?)"
          + " ORDER BY tombstone";

  private static final UUID LOWEST = new UUID(0, 0);

  private final DataSource database;

  /**
   * @param database gives connections of a login that may read the record
   */
  public PostgresArchive(DataSource database) {
    this.database = Objects.requireNonNull(database);
  }

  /** What reads one row. */
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, RowReader<T> reader, Object... parameters) throws Refusal {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
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
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static Refusal unavailable(SQLException e) {
    return new Refusal(Reason.RECORD_UNAVAILABLE, "the record cannot be read: " + e.getMessage());
  }

  private static void bind(
      Connection connection, PreparedStatement statement, int index, Object value)
      throws SQLException {
    if (value instanceof UUID[] ids) {
      statement.setArray(index, connection.createArrayOf("uuid", ids));
    } else if (value instanceof String[] texts) {
      statement.setArray(index, connection.createArrayOf("text", texts));
    } else if (value instanceof byte[][] bytes) {
      statement.setArray(index, connection.createArrayOf("bytea", bytes));
    } else {
      statement.setObject(index, value);
    }
  }

  @Override
  public List<KeyEntry> keys() throws Refusal {
    return query(
        "SELECT number, role, state, public_key, at, recorded_at FROM key_event"
            + " ORDER BY number, recorded_at",
        row ->
            new KeyEntry(
                row.getInt("number"),
                row.getString("role"),
                row.getString("state"),
                row.getString("public_key"),
                Columns.time(row, "at"),
                Columns.time(row, "recorded_at")));
  }

  @Override
  public List<DirectoryEntry> directories() throws Refusal {
    return query(
        "SELECT version, digest, in_force_from FROM directory_history ORDER BY version",
        row ->
            new DirectoryEntry(
                row.getLong("version"),
                Columns.bytes(row, "digest"),
                Columns.time(row, "in_force_from")));
  }

  @Override
  public Optional<String> directory(Bytes digest) throws Refusal {
    return query(
            "SELECT content FROM directory_version WHERE digest = ?",
            row -> row.getString("content"),
            (Object) digest.toArray())
        .stream()
        .findFirst();
  }

  @Override
  public List<ChainId> chains(Optional<ChainId> after, int most) throws Refusal {
    UUID last = after.map(ChainId::value).orElse(LOWEST);
    return query(
        CHAINS,
        row -> new ChainId(row.getObject("chain", UUID.class)),
        last,
        most,
        last,
        most,
        most);
  }

  @Override
  public Optional<ChainId> chainOf(UUID hop) throws Refusal {
    return query(
            "SELECT chain FROM hop WHERE id = ?",
            row -> new ChainId(row.getObject("chain", UUID.class)),
            hop)
        .stream()
        .findFirst();
  }

  @Override
  public List<BatchEntry> batches(Optional<BatchEntry> after, int most) throws Refusal {
    return query(
        "SELECT * FROM decision_batch WHERE (recorded_at, id) > (?, ?)"
            + " ORDER BY recorded_at, id LIMIT ?",
        Columns::batch,
        after.map(b -> b.recordedAt().atOffset(ZoneOffset.UTC)).orElse(OffsetDateTime.MIN),
        after.map(BatchEntry::id).orElse(LOWEST),
        most);
  }

  @Override
  public List<DecisionEntry> decisions(BatchEntry batch) throws Refusal {
    return query(
        """
        SELECT * FROM decision
        WHERE gateway = ? AND stream = ? AND (number BETWEEN ? AND ? OR batch = ?)
        ORDER BY number
        """,
        Columns::decision,
        batch.gateway(),
        batch.stream(),
        batch.first(),
        batch.last(),
        batch.id());
  }

  @Override
  public Map<Bytes, Bytes> tokens(Collection<Bytes> digests) throws Refusal {
    Map<Bytes, Bytes> tokens = new HashMap<>();
    if (!digests.isEmpty()) {
      query(
              "SELECT digest, blocks FROM decision_token WHERE digest = ANY (?)",
              row -> Map.entry(Columns.bytes(row, "digest"), Columns.bytes(row, "blocks")),
              (Object) digests.stream().map(Bytes::toArray).toArray(byte[][]::new))
          .forEach(entry -> tokens.put(entry.getKey(), entry.getValue()));
    }
    return tokens;
  }

  @Override
  public List<Finding> irregular() throws Refusal {
    List<Finding> irregular = new ArrayList<>();
    irregular.addAll(
        query(
            """
            SELECT cursor, before FROM (
              SELECT cursor, lag(cursor, 1, 0::bigint) OVER (ORDER BY cursor) AS before
              FROM revocation) AS numbered
            WHERE cursor <> before + 1 ORDER BY cursor LIMIT 100
            """,
            row -> Columns.gap("revocation", "", row.getLong("before"), row.getLong("cursor"))));
    irregular.addAll(
        query(
            """
            SELECT gateway, stream, number, before FROM (
              SELECT gateway, stream, number,
                     lag(number, 1, 0::bigint) OVER (PARTITION BY gateway, stream ORDER BY number)
                       AS before
              FROM decision) AS numbered
            WHERE number <> before + 1 AND number - before - 1 IS DISTINCT FROM (
              SELECT sum(least(t.last, numbered.number - 1)
                         - greatest(t.first, numbered.before + 1) + 1)
              FROM tombstone_numbers t JOIN tombstone s ON s.number = t.tombstone
              WHERE t.gateway = numbered.gateway AND t.stream = numbered.stream
                AND t.first < numbered.number AND t.last > numbered.before)
            ORDER BY gateway, stream, number LIMIT 100
            """,
            row ->
                Columns.gap(
                    "decision",
                    row.getString("gateway") + " " + row.getString("stream") + " ",
                    row.getLong("before"),
                    row.getLong("number"))));
    irregular.addAll(
        query(
            """
            SELECT d.batch, min(d.number) AS number FROM decision d
            WHERE NOT EXISTS (SELECT FROM decision_batch b
                              WHERE b.id = d.batch AND b.recorded_at = d.recorded_at)
            GROUP BY d.batch ORDER BY d.batch LIMIT 100
            """,
            row ->
                new Finding.Missing(
                    new Row("decision_batch", row.getString("batch")),
                    "decision " + row.getLong("number") + " came with it")));
    try (Connection connection = database.getConnection()) {
      irregular.addAll(TombstoneRows.back(connection));
    } catch (SQLException e) {
      throw unavailable(e);
    }
    return irregular;
  }

  @Override
  public List<ChainRows> rows(List<ChainId> chains) throws Refusal {
    UUID[] ids = chains.stream().map(ChainId::value).toArray(UUID[]::new);
    Map<UUID, List<HopEntry>> hops = new HashMap<>();
    List<HopEntry> all =
        query(
            "SELECT * FROM hop WHERE chain = ANY (?) ORDER BY depth, id",
            Columns::hop,
            (Object) ids);
    all.forEach(h -> hops.computeIfAbsent(h.chain(), c -> new ArrayList<>()).add(h));
    List<DecisionEntry> decided =
        query(DECISIONS, Columns::decision, ids, ChainRows.MAX_DECISIONS + 1);
    Map<Bytes, Bytes> tokens =
        tokens(decided.stream().flatMap(d -> d.token().stream()).distinct().toList());
    Map<UUID, BatchEntry> batches = batches(decided);
    List<RevocationEntry> revocations = revocations(ids, all, decided, tokens.values());
    Map<String, List<Finding>> log = new HashMap<>();
    againstLog(LogKind.HOP, all.stream().map(h -> h.id().toString()).distinct().toList())
        .forEach(f -> log.computeIfAbsent(f.row().key(), k -> new ArrayList<>()).add(f));
    Map<UUID, List<Finding>> buried = buried(ids);
    List<ChainRows> rows = new ArrayList<>();
    for (ChainId chain : chains) {
      List<DecisionEntry> ofChain =
          decided.stream().filter(d -> d.chain().equals(Optional.of(chain.value()))).toList();
      boolean more = ofChain.size() > ChainRows.MAX_DECISIONS;
      rows.add(
          new ChainRows(
              chain,
              hops.getOrDefault(chain.value(), List.of()),
              revocations,
              more ? ofChain.subList(0, ChainRows.MAX_DECISIONS) : ofChain,
              more,
              batches,
              tokens,
              Stream.concat(
                      hops.getOrDefault(chain.value(), List.of()).stream()
                          .flatMap(h -> log.getOrDefault(h.id().toString(), List.of()).stream()),
                      buried.getOrDefault(chain.value(), List.of()).stream())
                  .toList()));
    }
    return rows;
  }

  private Map<UUID, List<Finding>> buried(UUID[] chains) throws Refusal {
    Map<UUID, List<Finding>> buried = new HashMap<>();
    query(
            BURIED,
            row ->
                Map.entry(
                    Columns.id(row, "chain"),
                    new Finding.NotRecomputable(
                        new Row("tombstone", row.getString("tombstone")),
                        "decisions",
                        row.getLong("decisions") + " of the chain were deleted under retention")),
            (Object) chains)
        .forEach(e -> buried.computeIfAbsent(e.getKey(), k -> new ArrayList<>()).add(e.getValue()));
    return buried;
  }

  @Override
  public List<TombstoneEntry> tombstones() throws Refusal {
    try (Connection connection = database.getConnection()) {
      return TombstoneRows.all(connection);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  @Override
  public List<Long> cursors(long after, int most) throws Refusal {
    return query(
        "SELECT cursor FROM revocation WHERE cursor > ? ORDER BY cursor LIMIT ?",
        row -> row.getLong("cursor"),
        after,
        most);
  }

  @Override
  public List<Finding> againstLog(LogKind kind, Collection<String> keys) throws Refusal {
    if (keys.isEmpty()) {
      return List.of();
    }
    List<String> rows = List.copyOf(keys);
    Map<String, LogEntry> entries;
    try (Connection connection = database.getConnection()) {
      entries = LogRows.read(connection, kind, rows);
    } catch (SQLException e) {
      throw unavailable(e);
    }
    String[] array = rows.toArray(String[]::new);
    Map<String, List<String>> leaves = new HashMap<>();
    query(
            "SELECT key, entry FROM log_leaf WHERE kind = ? AND key = ANY (?) ORDER BY index",
            row -> Map.entry(row.getString("key"), row.getString("entry")),
            kind.word(),
            array)
        .forEach(e -> leaves.computeIfAbsent(e.getKey(), k -> new ArrayList<>()).add(e.getValue()));
    Set<String> waiting =
        new HashSet<>(
            query(
                "SELECT key FROM log_queue WHERE kind = ? AND key = ANY (?)",
                row -> row.getString("key"),
                kind.word(),
                array));
    List<Finding> findings = new ArrayList<>();
    for (String key : rows) {
      Optional<LogEntry> entry = Optional.ofNullable(entries.get(key));
      List<String> found = leaves.getOrDefault(key, List.of());
      compare(new Row(kind.word(), key), entry, found, waiting.contains(key))
          .ifPresent(findings::add);
    }
    return findings;
  }

  private static Optional<Finding> compare(
      Row row, Optional<LogEntry> entry, List<String> leaves, boolean waiting) {
    if (entry.isEmpty()) {
      return Optional.empty(); // Gone since it was read, and told as such.
    }
    if (leaves.isEmpty()) {
      return waiting
          ? Optional.empty()
          : Optional.of(
              new Finding.Missing(new Row("log_leaf", row.key()), row.describe() + " is there"));
    }
    if (leaves.size() > 1) {
      return Optional.of(new Finding.Duplicate(row, "the log has it " + leaves.size() + " times"));
    }
    return leaves.get(0).equals(entry.get().text())
        ? Optional.empty()
        : Optional.of(new Finding.Differs(row, "some column", leaves.get(0), entry.get().text()));
  }

  @Override
  public List<Finding> leavesWithoutRows() throws Refusal {
    List<Finding> gone = new ArrayList<>();
    for (LogKind kind : LogKind.values()) {
      gone.addAll(
          query(
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

  private Map<UUID, BatchEntry> batches(List<DecisionEntry> decided) throws Refusal {
    UUID[] ids = decided.stream().map(DecisionEntry::batch).distinct().toArray(UUID[]::new);
    Map<UUID, BatchEntry> batches = new HashMap<>();
    if (ids.length > 0) {
      query("SELECT * FROM decision_batch WHERE id = ANY (?)", Columns::batch, (Object) ids)
          .forEach(batch -> batches.put(batch.id(), batch));
    }
    return batches;
  }

  private List<RevocationEntry> revocations(
      UUID[] chains, List<HopEntry> hops, List<DecisionEntry> decided, Collection<Bytes> tokens)
      throws Refusal {
    Set<UUID> ids = new HashSet<>();
    Set<User> users = new HashSet<>();
    Set<String> agents = new HashSet<>();
    Set<Bytes> signatures = new HashSet<>();
    for (HopEntry hop : hops) {
      ids.add(hop.id());
      users.add(new User(hop.userIssuer(), hop.userSubject()));
      agents.add(hop.actor());
      signatures.addAll(hop.revocationIds());
    }
    for (DecisionEntry decision : decided) {
      decision.hop().ifPresent(ids::add);
      if (decision.userIssuer().isPresent() && decision.userSubject().isPresent()) {
        users.add(new User(decision.userIssuer().get(), decision.userSubject().get()));
      }
      agents.addAll(decision.agents());
    }
    tokens.forEach(token -> signatures.addAll(signatures(token)));
    List<User> pairs = List.copyOf(users);
    return query(
        REVOCATIONS,
        Columns::revocation,
        ids.toArray(UUID[]::new),
        chains,
        pairs.stream().map(User::issuer).toArray(String[]::new),
        pairs.stream().map(User::subject).toArray(String[]::new),
        agents.toArray(String[]::new),
        signatures.stream().map(Bytes::toArray).toArray(byte[][]::new));
  }

  /** Holders may have added blocks that stand in no row of a hop. */
  private static List<Bytes> signatures(Bytes token) {
    try {
      return new TokenBlocks(token)
          .read().biscuit().blocks().stream()
              .map(SignedBlock::signature)
              .flatMap(s -> Stream.of(s, RevocationId.lowS(s)))
              .toList();
    } catch (Refusal | IllegalArgumentException e) {
      return List.of(); // Replay says what is wrong with it.
    }
  }
}
