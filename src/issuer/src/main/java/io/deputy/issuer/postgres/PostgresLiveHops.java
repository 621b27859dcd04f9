package io.deputy.issuer.postgres;

import io.deputy.Bytes;
import io.deputy.Refusal;
import io.deputy.capability.Rights;
import io.deputy.chain.ChainId;
import io.deputy.chain.Holder;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.User;
import io.deputy.issuer.directory.KnownUser;
import io.deputy.issuer.ledger.LiveHops;
import io.deputy.json.RightsJson;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** The tokens that still live, from the rows of {@code hop} without their blocks. */
@ApplicationScoped
class PostgresLiveHops implements LiveHops {
  private final EntityManager entities;

  PostgresLiveHops(EntityManager entities) {
    this.entities = entities;
  }

  @Override
  public List<LiveHop> live(Instant now, int limit) throws Refusal {
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () ->
                  entities
                      .createQuery(
                          """
                          SELECT chain AS chain, id AS id, parent AS parent, depth AS depth, actor AS actor,
                                 actorKey AS actorKey, userIssuer AS userIssuer,
                                 userSubject AS userSubject, userGroups AS userGroups,
                                 userRoles AS userRoles, granted AS granted,
                                 expiresAt AS expiresAt
                          FROM HopRow
                          WHERE expiresAt > :now
                            AND cast(function('revocation_of', id) AS Long) IS NULL
                          ORDER BY expiresAt DESC, id
                          """,
                          Tuple.class)
                      .setParameter("now", now)
                      .setMaxResults(limit)
                      .getResultStream()
                      .map(PostgresLiveHops::liveHop)
                      .toList());
    } catch (RuntimeException e) {
      throw Unavailable.because("the live tokens could not be read", e);
    }
  }

  private static LiveHop liveHop(Tuple row) {
    byte[] key = row.get("actorKey", byte[].class);
    return new LiveHop(
        new ChainId(row.get("chain", UUID.class)),
        new HopId(row.get("id", UUID.class)),
        Optional.ofNullable(row.get("parent", UUID.class)).map(HopId::new),
        row.get("depth", Short.class),
        new Holder(row.get("actor", String.class), new Thumbprint(Bytes.of(key))),
        new KnownUser(
            new User(row.get("userIssuer", String.class), row.get("userSubject", String.class)),
            new TreeSet<>(Arrays.asList(row.get("userGroups", String[].class))),
            new TreeSet<>(Arrays.asList(row.get("userRoles", String[].class)))),
        rights(row.get("granted", String.class)),
        row.get("expiresAt", Instant.class));
  }

  private static Rights rights(String granted) {
    try {
      return RightsJson.read(granted);
    } catch (Refusal e) {
      throw new IllegalStateException("rights on record cannot be read", e);
    }
  }
}
