package io.deputy.issuer.postgres;

import io.deputy.Refusal;
import io.deputy.biscuit.RevocationId;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.User;
import io.deputy.issuer.ledger.HopRecord;
import io.deputy.issuer.revocation.Descent;
import io.deputy.issuer.revocation.RevocationLog;
import io.deputy.issuer.revocation.Revoker;
import io.deputy.verify.Revocation;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Revocations on PostgreSQL. Locks, numbers and what is revoked already are the business of the
 * table's trigger, so that nobody who writes there can forget them.
 */
@ApplicationScoped
class PostgresRevocationLog implements RevocationLog {
  private static final String INSERT =
      """
      INSERT INTO revocation (kind, hop, chain, user_issuer, user_subject, agent, signature,
                              through, by_kind, by_issuer, by_name, purpose, client_address, trace)
      VALUES (:kind, cast(:hop AS uuid), cast(:chain AS uuid), :userIssuer, :userSubject, :agent,
              decode(cast(:signature AS text), 'hex'), cast(:through AS timestamptz), :byKind, :byIssuer,
              :byName, :purpose, :address, :trace)
      """;

  /** The time is that of the transaction's beginning, so before the look at the table. */
  private static final String END =
      """
      SELECT (SELECT coalesce(max(cursor), 0) FROM revocation),
             cast(floor(extract(epoch FROM now())) AS bigint)
      """;

  /**
   * No token below a hop outlives it. What is not on record is kept. One look-up by index for each
   * row, as a join would not promise.
   */
  private static final String LIVE =
      """
      SELECT r.* FROM revocation r
      WHERE r.cursor > :from AND r.cursor <= :through
        AND coalesce((SELECT h.expires_at FROM hop h WHERE h.id = r.hop),
                     (SELECT h.expires_at FROM hop h WHERE h.chain = r.chain AND h.depth = 0),
                     'infinity') >= :expiredBefore
      ORDER BY r.cursor
      """;

  private final RevocationRows rows;

  PostgresRevocationLog(RevocationRows rows) {
    this.rows = rows;
  }

  @Override
  public void record(
      Revocation revocation, Revoker by, Optional<String> purpose, HopRecord.Source source)
      throws Refusal {
    try {
      QuarkusTransaction.requiringNew().run(() -> insert(revocation, by, purpose, source));
    } catch (RuntimeException e) {
      throw Unavailable.because("a revocation could not be recorded", e);
    }
  }

  /** Within the caller's transaction. */
  void insert(
      Revocation revocation, Revoker by, Optional<String> purpose, HopRecord.Source source) {
    Query insert = rows.getEntityManager().createNativeQuery(INSERT);
    for (String name :
        List.of("hop", "chain", "userIssuer", "userSubject", "agent", "signature", "through")) {
      insert.setParameter(name, null);
    }
    bind(insert, revocation);
    bind(insert, by);
    insert
        .setParameter("purpose", purpose.orElse(null))
        .setParameter("address", source.address())
        .setParameter("trace", source.trace())
        .executeUpdate();
  }

  private static void bind(Query insert, Revocation revocation) {
    if (revocation instanceof Revocation.OfHop of) {
      insert.setParameter("kind", "hop").setParameter("hop", of.hop().value());
    } else if (revocation instanceof Revocation.OfChain of) {
      insert.setParameter("kind", "chain").setParameter("chain", of.chain().value());
    } else if (revocation instanceof Revocation.OfUser of) {
      insert
          .setParameter("kind", "user")
          .setParameter("userIssuer", of.user().issuer())
          .setParameter("userSubject", of.user().subject())
          .setParameter("through", of.through());
    } else if (revocation instanceof Revocation.OfAgent of) {
      insert
          .setParameter("kind", "agent")
          .setParameter("agent", of.agent())
          .setParameter("through", of.through());
    } else {
      Revocation.OfSignature of = (Revocation.OfSignature) revocation;
      insert
          .setParameter("kind", "signature")
          .setParameter("signature", RevocationId.lowS(of.id()).toHex());
    }
  }

  private static void bind(Query insert, Revoker by) {
    if (by instanceof Revoker.ByAgent agent) {
      bind(insert, "agent", null, agent.agent());
    } else if (by instanceof Revoker.ByUser user) {
      bind(insert, "user", user.user().issuer(), user.user().subject());
    } else if (by instanceof Revoker.ByOperator operator) {
      bind(insert, "operator", operator.operator().issuer(), operator.operator().subject());
    } else {
      bind(insert, "issuer", null, ((Revoker.ByIssuer) by).issuer());
    }
  }

  private static void bind(Query insert, String kind, String issuer, String name) {
    insert
        .setParameter("byKind", kind)
        .setParameter("byIssuer", issuer)
        .setParameter("byName", name);
  }

  @Override
  public boolean isRevoked(HopId hop) throws Refusal {
    return read(
        entities ->
            entities
                    .createNativeQuery("SELECT revocation_of(:hop)", Long.class)
                    .setParameter("hop", hop.value())
                    .getSingleResult()
                != null);
  }

  @Override
  public Optional<Descent> descent(HopId hop) throws Refusal {
    return read(
        entities ->
            descent(
                entities
                    .createNativeQuery(
                        """
                        SELECT user_issuer, user_subject, actor FROM lineage(:hop) ORDER BY depth
                        """,
                        Object[].class)
                    .setParameter("hop", hop.value())));
  }

  @Override
  public Optional<Descent> beginning(ChainId chain) throws Refusal {
    return read(
        entities ->
            descent(
                entities
                    .createNativeQuery(
                        """
                        SELECT user_issuer, user_subject, actor FROM hop
                        WHERE chain = :chain AND depth = 0
                        """,
                        Object[].class)
                    .setParameter("chain", chain.value())));
  }

  private static Optional<Descent> descent(Query query) {
    User user = null;
    List<String> holders = new ArrayList<>();
    for (Object row : query.getResultList()) {
      Object[] hop = (Object[]) row;
      user = new User((String) hop[0], (String) hop[1]);
      holders.add((String) hop[2]);
    }
    return user == null ? Optional.empty() : Optional.of(new Descent(user, holders));
  }

  @Override
  public End end() throws Refusal {
    return read(
        entities -> {
          Object[] end = (Object[]) entities.createNativeQuery(END).getSingleResult();
          return new End((Long) end[0], Instant.ofEpochSecond((Long) end[1]));
        });
  }

  @Override
  public List<Recorded> live(long from, long through, Instant expiredBefore, int most)
      throws Refusal {
    return read(
        entities -> {
          Query live =
              entities
                  .createNativeQuery(LIVE, RevocationRow.class)
                  .setParameter("from", from)
                  .setParameter("through", through)
                  .setParameter("expiredBefore", expiredBefore)
                  .setMaxResults(most);
          List<Recorded> found = new ArrayList<>();
          for (Object row : live.getResultList()) {
            found.add(((RevocationRow) row).toRecorded());
          }
          return found;
        });
  }

  private <T> T read(Function<EntityManager, T> query) throws Refusal {
    try {
      return QuarkusTransaction.requiringNew().call(() -> query.apply(rows.getEntityManager()));
    } catch (RuntimeException e) {
      throw Unavailable.because("revocations could not be read", e);
    }
  }
}
