package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.issuer.audit.ChainHop;
import io.deputy.issuer.audit.ChainRecord;
import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.FoundChain;
import io.deputy.issuer.audit.Place;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What is asked of {@code hop}. Within a transaction of the caller's. */
final class ChainQueries {
  /** One row for each chain: of hops that match, the last one. */
  private static final String BY_HOPS =
      """
      SELECT h.chain, h.issued_at AS at, h.id, CAST(0 AS bigint) AS number, '' AS gateway
      FROM hop h
      WHERE %s%s%s
      ORDER BY h.issued_at DESC, h.id DESC LIMIT :limit
      """;

  /** There is one first hop, and maybe more of an agent. */
  private static final String NONE_LATER =
      """
       AND NOT EXISTS (
        SELECT FROM hop l WHERE l.chain = h.chain AND (l.issued_at, l.id) > (h.issued_at, h.id)
          AND %s)\
      """;

  /** One row for each chain on record: of verified decisions that match, the last one. */
  private static final String BY_DECISIONS =
      """
      SELECT d.chain, d.decided_at AS at, d.stream AS id, d.number, d.gateway
      FROM %s d
      WHERE d.standing = 'verified' AND %s%s
        AND EXISTS (SELECT FROM hop f WHERE f.chain = d.chain AND f.depth = 0)
        AND NOT EXISTS (
          SELECT FROM decision l WHERE l.chain = d.chain AND l.standing = 'verified'
            AND (l.decided_at, l.gateway, l.stream, l.number)
              > (d.decided_at, d.gateway, d.stream, d.number)
            AND %s)
      ORDER BY d.decided_at DESC, d.gateway DESC, d.stream DESC, d.number DESC LIMIT :limit
      """;

  private static final String FOUND =
      """
      SELECT f.chain, f.user_issuer, f.user_subject, f.issued_at, f.expires_at, f.purpose,
        f.id AS first, c.hops, c.agents,
        m.at, m.id, m.number, m.gateway
      FROM (%s) m
      JOIN hop f ON f.chain = m.chain AND f.depth = 0
      CROSS JOIN LATERAL (
        SELECT sum(a.hops) AS hops, array_agg(a.actor ORDER BY a.depth, a.actor) AS agents
        FROM (SELECT o.actor, min(o.depth) AS depth, count(*) AS hops
              FROM hop o WHERE o.chain = m.chain GROUP BY o.actor) a) c
      ORDER BY m.at DESC, %s
      """;

  private static final String REVOKED =
      """
      SELECT f.id FROM unnest(CAST(:first AS uuid[])) AS f (id)
      WHERE revocation_of(f.id) IS NOT NULL
      """;

  private static final String CHAIN =
      """
      SELECT h.id, h.parent, h.depth, h.delegator, h.actor, h.actor_key, h.user_issuer,
        h.user_subject, h.user_groups, h.user_roles, h.granted, h.user_token, h.issued_at,
        h.expires_at, h.audience, h.max_depth, h.purpose, h.client_address, h.trace,
        (SELECT max(v.version) FROM directory_history v
         WHERE v.digest = h.directory AND v.in_force_from <= h.recorded_at) AS directory,
      """
          + TupleColumns.REVOKED
          + """
          FROM hop h
          LEFT JOIN LATERAL (SELECT revocation_of(h.id) AS cursor) dead ON true
          LEFT JOIN revocation r ON r.cursor = dead.cursor
          WHERE h.chain = :chain
          ORDER BY h.depth, h.issued_at, h.id LIMIT :limit
          """;

  private final EntityManager entities;

  ChainQueries(EntityManager entities) {
    this.entities = entities;
  }

  List<FoundChain> find(Filter filter, Optional<Place> after, int limit) {
    List<TupleColumns> rows =
        filter.asksOfDecisions() ? byDecisions(filter, after, limit) : byHops(filter, after, limit);
    Plan.KEPT.choose(entities);
    Set<UUID> revoked = revoked(rows);
    return rows.stream().map(row -> found(row, revoked)).toList();
  }

  private List<TupleColumns> byHops(Filter filter, Optional<Place> after, int limit) {
    Plan.FOR_VALUES.choose(entities);
    Conditions conditions = new Conditions().with("limit", limit);
    String matched =
        BY_HOPS.formatted(
            conditions.hops(filter, "h"),
            conditions.hopsAfter(after, "h"),
            filter.agent().isPresent() ? NONE_LATER.formatted(conditions.hops(filter, "l")) : "");
    return conditions.rows(entities, FOUND.formatted(matched, "m.id DESC"));
  }

  private List<TupleColumns> byDecisions(Filter filter, Optional<Place> after, int limit) {
    Conditions.Search search =
        (conditions, source) ->
            FOUND.formatted(
                BY_DECISIONS.formatted(
                    source,
                    conditions.decisions(filter, "d"),
                    conditions.decisionsAfter(after, "d"),
                    conditions.decisions(filter, "l")),
                "m.gateway DESC, m.id DESC, m.number DESC");
    return Conditions.search(entities, filter, after, limit, limit, search).rows();
  }

  /** Which of the first hops are. */
  private Set<UUID> revoked(List<TupleColumns> rows) {
    UUID[] first = rows.stream().map(row -> row.uuid("first")).toArray(UUID[]::new);
    return new Conditions()
        .with("first", first).rows(entities, REVOKED).stream()
            .map(row -> row.uuid("id"))
            .collect(Collectors.toSet());
  }

  private static FoundChain found(TupleColumns row, Set<UUID> revoked) {
    return new FoundChain(
        new ChainId(row.uuid("chain")),
        user(row),
        row.texts("agents"),
        row.number("hops"),
        row.time("issued_at"),
        row.time("expires_at"),
        row.optional("purpose"),
        revoked.contains(row.uuid("first")),
        new Place(row.time("at"), row.uuid("id"), row.number("number"), row.text("gateway")));
  }

  private static User user(TupleColumns row) {
    return new User(row.text("user_issuer"), row.text("user_subject"));
  }

  Optional<ChainRecord> read(ChainId chain) {
    List<ChainHop> hops = new ArrayList<>();
    Map<HopId, Optional<Rights>> granted = new HashMap<>();
    TupleColumns first = null;
    Conditions conditions =
        new Conditions().with("chain", chain.value()).with("limit", ChainRecord.MAX_HOPS + 1);
    for (TupleColumns row : conditions.rows(entities, CHAIN)) {
      first = first == null ? row : first;
      ChainHop hop = hop(row, granted);
      granted.put(hop.id(), hop.granted());
      hops.add(hop);
    }
    if (first == null) {
      return Optional.empty();
    }
    boolean truncated = hops.size() > ChainRecord.MAX_HOPS;
    List<ChainHop> shown = truncated ? hops.subList(0, ChainRecord.MAX_HOPS) : hops;
    return Optional.of(
        new ChainRecord(
            chain,
            user(first),
            first.texts("user_groups"),
            first.texts("user_roles"),
            shown,
            truncated));
  }

  private static ChainHop hop(TupleColumns row, Map<HopId, Optional<Rights>> granted) {
    Optional<HopId> parent = row.optionalUuid("parent").map(HopId::new);
    byte[] key = row.row().get("actor_key", byte[].class);
    return new ChainHop(
        new HopId(row.uuid("id")),
        parent,
        (int) row.number("depth"),
        row.text("delegator"),
        row.text("actor"),
        key.length == 0 ? Optional.empty() : Optional.of(Bytes.of(key).toBase64Url()),
        row.rights("granted"),
        parent.isPresent()
            ? granted.getOrDefault(parent.get(), Optional.empty())
            : row.rights("user_token"),
        row.time("issued_at"),
        row.time("expires_at"),
        row.texts("audience"),
        (int) row.number("max_depth"),
        row.optional("purpose"),
        row.number("directory"),
        row.text("client_address"),
        row.text("trace"),
        row.revoked());
  }
}
