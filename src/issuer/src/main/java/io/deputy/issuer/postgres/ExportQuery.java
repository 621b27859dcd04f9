package io.deputy.issuer.postgres;

import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.decisions.DecisionColumns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A query for all rows that a filter lets through, and what it binds. Every text of SQL is ours;
 * what was asked for comes in as parameters only.
 */
final class ExportQuery {
  private static final String HOPS =
      """
      SELECT h.id, h.chain, h.parent, h.depth, h.delegator, h.actor, h.actor_key, h.user_issuer,
        h.user_subject, h.user_groups, h.user_roles, h.asked, h.granted, h.directory, h.issued_at,
        h.expires_at, h.audience, h.max_depth, h.purpose, h.client_address, h.trace, h.recorded_at,
        revocation_of(h.id) AS revoked
      FROM hop h WHERE %s ORDER BY h.chain, h.depth, h.id
      """;

  /**
   * What ends a hop that matches, but by one before it; each way by itself, so each is a join. What
   * was taken back from users and agents before is nothing to a hop.
   */
  private static final List<String> SPEAKS_OF =
      List.of(
          "x.hop = m.id",
          "x.chain = m.chain",
          "x.user_issuer = m.user_issuer AND x.user_subject = m.user_subject AND x.through >="
              + " (SELECT b.issued_at FROM hop b WHERE b.chain = m.chain AND b.depth = 0)",
          "x.agent = m.actor AND x.through >= m.issued_at",
          "x.signature = ANY (m.revocation_ids)");

  private static final String DECISIONS =
      """
      SELECT d.gateway, d.stream, d.number, d.decided_at, d.verdict, d.reason,
        d.standing = 'verified' AS verified, d.chain, d.hop, d.user_issuer, d.user_subject,
        d.agents, d.servers, d.names, d.route, d.trace, d.content
      FROM decision d WHERE %s ORDER BY d.decided_at, d.gateway, d.stream, d.number
      """;

  private final List<Object> parameters = new ArrayList<>();
  private final String sql;

  private ExportQuery(Filter filter, Kind kind) {
    this.sql = kind.sql(this, filter);
  }

  private interface Kind {
    String sql(ExportQuery query, Filter filter);
  }

  static ExportQuery hops(Filter filter) {
    return new ExportQuery(
        filter,
        (query, f) ->
            HOPS.formatted(
                f.equals(Filter.ALL)
                    ? "true"
                    : "h.chain IN (SELECT m.chain FROM hop m WHERE "
                        + query.ofHop(f)
                        + query.during("m.issued_at", f)
                        + ")"));
  }

  static ExportQuery revocations(Filter filter) {
    return new ExportQuery(
        filter,
        (query, f) -> {
          String during = query.during("r.recorded_at", f);
          return "SELECT r.* FROM revocation r WHERE true"
              + during
              + query.named(f)
              + " ORDER BY r.cursor";
        });
  }

  static ExportQuery decisions(Filter filter) {
    return new ExportQuery(
        filter,
        (query, f) -> DECISIONS.formatted(query.ofDecision(f) + query.during("d.decided_at", f)));
  }

  private String named(Filter filter) {
    if (filter.user().isEmpty()
        && filter.userIssuer().isEmpty()
        && filter.agent().isEmpty()
        && filter.chain().isEmpty()) {
      return "";
    }
    List<String> ways = new ArrayList<>();
    for (String speaksOf : SPEAKS_OF) {
      ways.add(
          "SELECT x.cursor FROM revocation x JOIN hop m ON "
              + speaksOf
              + " WHERE "
              + ofHop(filter));
    }
    return " AND r.cursor IN (" + String.join(" UNION ", ways) + ")";
  }

  private String ofHop(Filter filter) {
    StringBuilder where = new StringBuilder("true");
    filter.user().ifPresent(v -> and(where, "m.user_subject = ?", v));
    filter.userIssuer().ifPresent(v -> and(where, "m.user_issuer = ?", v));
    filter.agent().ifPresent(v -> and(where, "m.actor = ?", v));
    filter.chain().ifPresent(v -> chain(where, "m", v));
    return where.toString();
  }

  /** Names in columns of decisions are cut. */
  private String ofDecision(Filter filter) {
    StringBuilder where = new StringBuilder("true");
    filter.user().ifPresent(v -> and(where, "d.user_subject = ?", DecisionColumns.name(v)));
    filter.userIssuer().ifPresent(v -> and(where, "d.user_issuer = ?", DecisionColumns.name(v)));
    filter
        .agent()
        .ifPresent(v -> and(where, "d.agents @> ARRAY[CAST(? AS text)]", DecisionColumns.name(v)));
    filter
        .tool()
        .ifPresent(v -> and(where, "d.names @> ARRAY[CAST(? AS text)]", DecisionColumns.name(v)));
    filter.verdict().ifPresent(v -> and(where, "d.verdict = ?", v.name().toLowerCase(Locale.ROOT)));
    filter.reason().ifPresent(v -> and(where, "d.reason = ?", v));
    filter.chain().ifPresent(v -> chain(where, "d", v));
    return where.toString();
  }

  private void chain(StringBuilder where, String alias, Object id) {
    where
        .append(" AND ")
        .append(alias)
        .append(".chain = coalesce((SELECT of.chain FROM hop of WHERE of.id = ?), ?)");
    parameters.add(id);
    parameters.add(id);
  }

  private String during(String column, Filter filter) {
    StringBuilder where = new StringBuilder();
    filter.from().ifPresent(v -> and(where, column + " >= ?", utc(v)));
    filter.until().ifPresent(v -> and(where, column + " < ?", utc(v)));
    return where.toString();
  }

  private static Object utc(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  private void and(StringBuilder where, String condition, Object value) {
    where.append(" AND ").append(condition);
    parameters.add(value);
  }

  /** Declares a cursor for it, in the connection's transaction. */
  void declare(Connection connection, String cursor) throws SQLException {
    // All rows of everything are read in the order of an index, so the first comes at once; what is
    // sought is found first and sorted.
    String fraction = parameters.isEmpty() ? "0.0001" : "1";
    try (Statement set = connection.createStatement()) {
      set.execute("SET LOCAL cursor_tuple_fraction = " + fraction);
    }
    try (PreparedStatement declare =
        connection.prepareStatement("DECLARE " + cursor + " NO SCROLL CURSOR FOR " + sql)) {
      int at = 0;
      for (Object parameter : parameters) {
        declare.setObject(++at, parameter);
      }
      declare.execute();
    }
  }
}
