package io.deputy.issuer.postgres;

import io.deputy.Bytes;
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
import io.deputy.issuer.replay.LogArchive;
import io.deputy.issuer.replay.Logged;
import io.deputy.issuer.replay.RevocationEntry;
import io.deputy.issuer.replay.Row;
import io.deputy.issuer.replay.TombstoneEntry;
import io.deputy.log.LogKind;
import io.deputy.verify.TokenBlocks;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  /** Decisions of these chains that were deleted. */
  private static final String BURIED =
      "SELECT chain, tombstone, decisions FROM tombstone_chain WHERE chain = ANY (?)"
          + " ORDER BY tombstone";

  private static final UUID LOWEST = new UUID(0, 0);

  private final ReadQueries queries;

  /**
   * @param database gives connections of a login that may read the record
   */
  public PostgresArchive(DataSource database) {
    this.queries = new ReadQueries(database);
  }

  @Override
  public LogArchive log() {
    return new PostgresLogArchive(queries);
  }

  @Override
  public List<KeyEntry> keys() throws Refusal {
    return queries.rows(
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
    return queries.rows(
        "SELECT version, digest, in_force_from FROM directory_history ORDER BY version",
        row ->
            new DirectoryEntry(
                row.getLong("version"),
                Columns.bytes(row, "digest"),
                Columns.time(row, "in_force_from")));
  }

  @Override
  public Optional<String> directory(Bytes digest) throws Refusal {
    return queries
        .rows(
            "SELECT content FROM directory_version WHERE digest = ?",
            row -> row.getString("content"),
            (Object) digest.toArray())
        .stream()
        .findFirst();
  }

  @Override
  public List<ChainId> chains(Optional<ChainId> after, int most) throws Refusal {
    UUID last = after.map(ChainId::value).orElse(LOWEST);
    return queries.rows(
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
    return queries
        .rows(
            "SELECT chain FROM hop WHERE id = ?",
            row -> new ChainId(row.getObject("chain", UUID.class)),
            hop)
        .stream()
        .findFirst();
  }

  @Override
  public List<BatchEntry> batches(Optional<BatchEntry> after, int most) throws Refusal {
    return queries.rows(
        "SELECT * FROM decision_batch WHERE (recorded_at, id) > (?, ?)"
            + " ORDER BY recorded_at, id LIMIT ?",
        Columns::batch,
        after.map(b -> b.recordedAt().atOffset(ZoneOffset.UTC)).orElse(OffsetDateTime.MIN),
        after.map(BatchEntry::id).orElse(LOWEST),
        most);
  }

  @Override
  public List<DecisionEntry> decisions(BatchEntry batch) throws Refusal {
    return queries.rows(
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
      queries
          .rows(
              "SELECT digest, blocks FROM decision_token WHERE digest = ANY (?)",
              row -> Map.entry(Columns.bytes(row, "digest"), Columns.bytes(row, "blocks")),
              (Object) digests.stream().map(Bytes::toArray).toArray(byte[][]::new))
          .forEach(entry -> tokens.put(entry.getKey(), entry.getValue()));
    }
    return tokens;
  }

  @Override
  public List<Finding> irregular() throws Refusal {
    return new Irregularities(queries).all();
  }

  @Override
  public List<ChainRows> rows(List<ChainId> chains) throws Refusal {
    UUID[] ids = chains.stream().map(ChainId::value).toArray(UUID[]::new);
    Map<UUID, List<HopEntry>> hops = new HashMap<>();
    List<HopEntry> all =
        queries.rows(
            "SELECT * FROM hop WHERE chain = ANY (?) ORDER BY depth, id",
            Columns::hop,
            (Object) ids);
    all.forEach(h -> hops.computeIfAbsent(h.chain(), c -> new ArrayList<>()).add(h));
    List<DecisionEntry> decided =
        queries.rows(DECISIONS, Columns::decision, ids, ChainRows.MAX_DECISIONS + 1);
    Map<Bytes, Bytes> tokens =
        tokens(decided.stream().flatMap(d -> d.token().stream()).distinct().toList());
    Map<UUID, BatchEntry> batches = batches(decided);
    List<RevocationEntry> revocations = revocations(ids, all, decided, tokens.values());
    Map<String, Logged> logged = new HashMap<>();
    log()
        .logged(LogKind.HOP, all.stream().map(h -> h.id().toString()).distinct().toList())
        .forEach(row -> logged.put(row.row().key(), row));
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
              hops.getOrDefault(chain.value(), List.of()).stream()
                  .map(h -> logged.get(h.id().toString()))
                  .distinct()
                  .toList(),
              buried.getOrDefault(chain.value(), List.of())));
    }
    return rows;
  }

  private Map<UUID, List<Finding>> buried(UUID[] chains) throws Refusal {
    Map<UUID, List<Finding>> buried = new HashMap<>();
    queries
        .rows(
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
    return queries.on(TombstoneRows::all);
  }

  @Override
  public List<Long> cursors(long after, int most) throws Refusal {
    return queries.rows(
        "SELECT cursor FROM revocation WHERE cursor > ? ORDER BY cursor LIMIT ?",
        row -> row.getLong("cursor"),
        after,
        most);
  }

  private Map<UUID, BatchEntry> batches(List<DecisionEntry> decided) throws Refusal {
    UUID[] ids = decided.stream().map(DecisionEntry::batch).distinct().toArray(UUID[]::new);
    Map<UUID, BatchEntry> batches = new HashMap<>();
    if (ids.length > 0) {
      queries
          .rows("SELECT * FROM decision_batch WHERE id = ANY (?)", Columns::batch, (Object) ids)
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
    return queries.rows(
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
