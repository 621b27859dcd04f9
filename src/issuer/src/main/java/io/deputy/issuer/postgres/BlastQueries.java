package io.deputy.issuer.postgres;

import io.deputy.issuer.audit.BlastRadius;
import io.deputy.issuer.audit.BlastRadius.Affected;
import io.deputy.issuer.audit.Revoked;
import io.deputy.verify.Revocation;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a revocation takes. Within a transaction of the caller's. */
final class BlastQueries {
  /**
   * The hops that a revocation covers and that lived at a moment; a child never outlives its
   * parent. Those that an earlier revocation took are not counted again. A token that is refused
   * early is not verified, so refusals count by what it claims.
   */
  private static final String AFFECTED =
      """
      WITH RECURSIVE covered AS (
        SELECT h.id, h.chain, h.actor FROM hop h
        WHERE h.issued_at <= :at AND h.expires_at > :at AND %s
        UNION
        SELECT h.id, h.chain, h.actor FROM covered c
        JOIN hop h ON h.chain = c.chain AND h.parent = c.id
        WHERE h.issued_at <= :at AND h.expires_at > :at
      ), affected AS (
        SELECT c.* FROM (SELECT * FROM covered LIMIT :most) c
        WHERE coalesce(revocation_of(c.id), :last) >= :cursor
      )
      SELECT grouping(a.actor) AS total, a.actor, count(*) AS hops,
        count(DISTINCT a.chain) AS chains, (SELECT count(*) FROM affected) AS counted,
        coalesce(sum(u.allowed), 0) AS allowed, coalesce(sum(u.refused), 0) AS refused,
        max(u.last_used) AS last_used
      FROM affected a
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE d.verdict = 'allowed') AS allowed,
          count(*) FILTER (WHERE d.verdict <> 'allowed') AS refused,
          max(d.decided_at) AS last_used
        FROM decision d
        WHERE d.chain = a.chain AND d.hop = a.id AND d.decided_at >= :since) u
      GROUP BY GROUPING SETS ((a.actor), ())
      ORDER BY total DESC, hops DESC, a.actor
      """;

  private static final String REVOKED =
      "SELECT " + TupleColumns.REVOKED + " FROM revocation r WHERE r.cursor = (%s)";

  private final EntityManager entities;

  BlastQueries(EntityManager entities) {
    this.entities = entities;
  }

  BlastRadius of(Revocation revocation, Instant now) {
    Target target = target(revocation);
    BlastRadius before =
        radius(target, now, Optional.empty(), now.minus(BlastRadius.RECENT), Long.MAX_VALUE);
    if (before.hops() > 0) {
      return before;
    }
    return revoked(target)
        .map(r -> radius(target, r.at(), Optional.of(r), r.at(), r.cursor()))
        .orElse(before);
  }

  /** A condition on the hops that a revocation names, and the number of one that covers them. */
  private record Target(String hops, String cursor, Map<String, Object> names) {
    Conditions conditions() {
      Conditions conditions = new Conditions();
      names.forEach(conditions::with);
      return conditions;
    }
  }

  private static Target target(Revocation revocation) {
    if (revocation instanceof Revocation.OfHop of) {
      return new Target(
          "h.id = :hop", "SELECT revocation_of(:hop)", Map.of("hop", of.hop().value()));
    }
    if (revocation instanceof Revocation.OfChain of) {
      return new Target(
          "h.chain = :chain",
          "SELECT revocation_of(h.id) FROM hop h WHERE h.chain = :chain AND h.depth = 0",
          Map.of("chain", of.chain().value()));
    }
    if (revocation instanceof Revocation.OfUser of) {
      return new Target(
          "h.depth = 0 AND h.user_issuer = :issuer AND h.user_subject = :subject",
          "SELECT max(r.cursor) FROM revocation r"
              + " WHERE r.user_issuer = :issuer AND r.user_subject = :subject",
          Map.of("issuer", of.user().issuer(), "subject", of.user().subject()));
    }
    if (revocation instanceof Revocation.OfAgent of) {
      return new Target(
          "h.actor = :agent",
          "SELECT max(r.cursor) FROM revocation r WHERE r.agent = :agent",
          Map.of("agent", of.agent()));
    }
    throw new IllegalArgumentException("hops are not found by their signatures");
  }

  private Optional<Revoked> revoked(Target target) {
    return target.conditions().rows(entities, REVOKED.formatted(target.cursor())).stream()
        .findFirst()
        .flatMap(TupleColumns::revoked);
  }

  private BlastRadius radius(
      Target target, Instant at, Optional<Revoked> revoked, Instant since, long cursor) {
    TupleColumns total = null;
    List<Affected> agents = new ArrayList<>();
    Conditions conditions =
        target
            .conditions()
            .with("at", at)
            .with("most", BlastRadius.MAX_HOPS + 1)
            .with("last", Long.MAX_VALUE)
            .with("cursor", cursor)
            .with("since", since);
    for (TupleColumns row : conditions.rows(entities, AFFECTED.formatted(target.hops()))) {
      if (row.number("total") == 1) {
        total = row;
      } else {
        agents.add(
            new Affected(
                row.text("actor"),
                row.number("hops"),
                row.number("allowed"),
                row.number("refused"),
                Optional.ofNullable(row.time("last_used"))));
      }
    }
    return new BlastRadius(
        at,
        revoked,
        total.number("chains"),
        total.number("hops"),
        agents,
        total.number("hops") > BlastRadius.MAX_HOPS,
        since,
        total.number("allowed"),
        total.number("refused"));
  }
}
