package io.deputy.issuer.postgres;

import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.Place;
import io.deputy.issuer.decisions.DecisionColumns;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The condition of a search, and what it binds. Every text of SQL is ours; what was asked for comes
 * in as parameters only.
 */
final class Conditions {
  /**
   * Decisions that are looked at one after another: some 20 ms. What is not among them as often as
   * there are places on a page, is a quarter of a percent at most.
   */
  private static final int WALK = 20_000;

  private final Map<String, Object> parameters = new HashMap<>();

  /** Of rows of {@code hop}: without an agent, the first hops. */
  String hops(Filter filter, String alias) {
    StringBuilder sql = new StringBuilder("true");
    filter.user().ifPresent(v -> and(sql, alias, "user_subject = :user", "user", v));
    filter
        .userIssuer()
        .ifPresent(v -> and(sql, alias, "user_issuer = :userIssuer", "userIssuer", v));
    chain(sql, filter, alias);
    filter.agent().ifPresent(v -> and(sql, alias, "actor = :agent", "agent", v));
    filter.from().ifPresent(v -> and(sql, alias, "issued_at >= :from", "from", v));
    filter.until().ifPresent(v -> and(sql, alias, "issued_at < :until", "until", v));
    if (filter.agent().isEmpty()) {
      sql.append(" AND ").append(alias).append(".depth = 0");
    }
    return sql.toString();
  }

  /** Of rows of {@code decision}, whose names are cut. */
  String decisions(Filter filter, String alias) {
    StringBuilder sql = new StringBuilder("true");
    filter
        .user()
        .ifPresent(v -> and(sql, alias, "user_subject = :user", "user", DecisionColumns.name(v)));
    filter
        .userIssuer()
        .ifPresent(
            v ->
                and(
                    sql,
                    alias,
                    "user_issuer = :userIssuer",
                    "userIssuer",
                    DecisionColumns.name(v)));
    chain(sql, filter, alias);
    filter
        .agent()
        .ifPresent(v -> and(sql, alias, "agents @> CAST(:agent AS text[])", "agent", one(v)));
    filter.tool().ifPresent(v -> and(sql, alias, "names @> CAST(:tool AS text[])", "tool", one(v)));
    filter
        .verdict()
        .ifPresent(
            v ->
                and(
                    sql,
                    alias,
                    "verdict = :verdict",
                    "verdict",
                    v.name().toLowerCase(Locale.ROOT)));
    filter.reason().ifPresent(v -> and(sql, alias, "reason = :reason", "reason", v));
    filter.from().ifPresent(v -> and(sql, alias, "decided_at >= :from", "from", v));
    filter.until().ifPresent(v -> and(sql, alias, "decided_at < :until", "until", v));
    return sql.toString();
  }

  /** What of that the walk through the latest decisions can use. */
  private String walk(Filter filter, Optional<Place> after) {
    StringBuilder sql = new StringBuilder("true");
    filter.reason().ifPresent(v -> and(sql, "w", "reason = :reason", "reason", v));
    filter.from().ifPresent(v -> and(sql, "w", "decided_at >= :from", "from", v));
    filter.until().ifPresent(v -> and(sql, "w", "decided_at < :until", "until", v));
    return sql + decisionsAfter(after, "w");
  }

  /** The latest decisions, for looking at one after another. */
  private String latest(Filter filter, Optional<Place> after) {
    parameters.put("walk", WALK);
    return """
    (SELECT w.* FROM decision w WHERE %s
     ORDER BY w.decided_at DESC, w.gateway DESC, w.stream DESC, w.number DESC LIMIT :walk)\
    """
        .formatted(walk(filter, after));
  }

  /** A search in a source of decisions. */
  interface Search {
    String sql(Conditions conditions, String source);
  }

  /** Rows, and whether those are all that there are. */
  record Found(List<TupleColumns> rows, boolean all) {}

  /**
   * The decisions that a search finds. What stands in arrays is looked for among the latest first:
   * what is frequent is found there. If it is not, it is rare, and all of it is fetched.
   *
   * @param enough how many of the latest will do
   * @param limit how many at most
   */
  static Found search(
      EntityManager entities,
      Filter filter,
      Optional<Place> after,
      int enough,
      int limit,
      Search search) {
    boolean inArrays = filter.agent().isPresent() || filter.tool().isPresent();
    Plan.FOR_VALUES.choose(entities);
    if (inArrays && filter.user().isEmpty() && filter.chain().isEmpty()) {
      Conditions latest = new Conditions().with("limit", limit);
      List<TupleColumns> found =
          latest.rows(entities, search.sql(latest, latest.latest(filter, after)));
      if (found.size() >= enough) {
        return new Found(found, false);
      }
      Plan.FOR_RARE_VALUES.choose(entities);
    }
    Conditions all = new Conditions().with("limit", limit);
    List<TupleColumns> found = all.rows(entities, search.sql(all, "decision"));
    return new Found(found, found.size() < limit);
  }

  /** Rows of {@code hop} behind a place. */
  String hopsAfter(Optional<Place> after, String alias) {
    return after
        .map(
            place -> {
              parameters.put("afterAt", place.at());
              parameters.put("afterId", place.id());
              return " AND (%1$s.issued_at, %1$s.id) < (:afterAt, :afterId)".formatted(alias);
            })
        .orElse("");
  }

  /** Rows of {@code decision} behind a place. */
  String decisionsAfter(Optional<Place> after, String alias) {
    return after
        .map(
            place -> {
              parameters.put("afterAt", place.at());
              parameters.put("afterId", place.id());
              parameters.put("afterNumber", place.number());
              parameters.put("afterGateway", place.gateway());
              return (" AND (%1$s.decided_at, %1$s.gateway, %1$s.stream, %1$s.number)"
                      + " < (:afterAt, :afterGateway, :afterId, :afterNumber)")
                  .formatted(alias);
            })
        .orElse("");
  }

  private void chain(StringBuilder sql, Filter filter, String alias) {
    filter
        .chain()
        .ifPresent(
            v ->
                and(
                    sql,
                    alias,
                    "chain = coalesce((SELECT of.chain FROM hop of WHERE of.id = :chain), :chain)",
                    "chain",
                    v));
  }

  private static String[] one(String value) {
    return new String[] {DecisionColumns.name(value)};
  }

  private void and(StringBuilder sql, String alias, String condition, String name, Object value) {
    sql.append(" AND ").append(alias).append('.').append(condition);
    parameters.put(name, value);
  }

  /** Binds one parameter more. */
  Conditions with(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  /** What a query answers that names all that is bound here. */
  List<TupleColumns> rows(EntityManager entities, String sql) {
    Query query = entities.createNativeQuery(sql, Tuple.class);
    parameters.forEach(query::setParameter);
    List<TupleColumns> rows = new ArrayList<>();
    for (Object row : query.getResultList()) {
      rows.add(new TupleColumns((Tuple) row));
    }
    return rows;
  }
}
