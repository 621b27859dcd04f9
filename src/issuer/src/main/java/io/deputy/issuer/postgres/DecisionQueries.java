package io.deputy.issuer.postgres;

import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.issuer.audit.DecisionPoint;
import io.deputy.issuer.audit.DecisionPoints;
import io.deputy.issuer.audit.Filter;
import io.deputy.issuer.audit.FoundDecision;
import io.deputy.issuer.audit.Page;
import io.deputy.issuer.audit.Place;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is asked of {@code decision}. Within a transaction of the caller's. */
final class DecisionQueries {
  private static final String FIND =
      """
      SELECT d.gateway, d.stream, d.number, d.decided_at, d.verdict, d.reason,
        d.standing = 'verified' AS verified, d.chain, d.hop, d.user_issuer, d.user_subject,
        d.agents, d.servers, d.names, d.route, d.trace, d.content
      FROM %s d
      WHERE %s%s
      ORDER BY d.decided_at DESC, d.gateway DESC, d.stream DESC, d.number DESC LIMIT :limit
      """;

  private static final String POINTS =
      """
      SELECT d.decided_at, d.verdict, d.reason FROM %s d
      WHERE %s ORDER BY d.decided_at DESC LIMIT :limit
      """;

  private final EntityManager entities;

  DecisionQueries(EntityManager entities) {
    this.entities = entities;
  }

  List<FoundDecision> find(Filter filter, Optional<Place> after, int limit) {
    Conditions.Search search =
        (conditions, source) ->
            FIND.formatted(
                source, conditions.decisions(filter, "d"), conditions.decisionsAfter(after, "d"));
    List<FoundDecision> found = new ArrayList<>();
    for (TupleColumns row :
        Conditions.search(entities, filter, after, limit, limit, search).rows()) {
      found.add(found(row));
    }
    return found;
  }

  DecisionPoints points(Filter filter) {
    Conditions.Search search =
        (conditions, source) -> POINTS.formatted(source, conditions.decisions(filter, "d"));
    List<DecisionPoint> points = new ArrayList<>();
    Conditions.Found found =
        Conditions.search(
            entities, filter, Optional.empty(), Page.DEFAULT_SIZE, DecisionPoints.MAX, search);
    for (TupleColumns row : found.rows()) {
      points.add(new DecisionPoint(row.time("decided_at"), verdict(row), row.optional("reason")));
    }
    return new DecisionPoints(points, found.all());
  }

  private static Filter.Verdict verdict(TupleColumns row) {
    return Filter.Verdict.valueOf(row.text("verdict").toUpperCase(Locale.ROOT));
  }

  private static FoundDecision found(TupleColumns row) {
    return new FoundDecision(
        row.text("gateway"),
        row.uuid("stream"),
        row.number("number"),
        row.time("decided_at"),
        verdict(row),
        row.optional("reason"),
        row.flag("verified"),
        row.optionalUuid("chain").map(ChainId::new),
        row.optionalUuid("hop").map(HopId::new),
        row.optional("user_subject").map(subject -> new User(row.text("user_issuer"), subject)),
        row.texts("agents"),
        row.texts("servers"),
        row.texts("names"),
        row.optional("route"),
        row.optional("trace"),
        row.text("content"));
  }
}
