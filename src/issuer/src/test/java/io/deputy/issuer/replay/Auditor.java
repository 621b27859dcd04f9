package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.ChainId;
import io.deputy.issuer.app.OwnerConnection;
import io.deputy.issuer.exchange.Consents;
import io.deputy.issuer.identity.GatewaySignatures;
import io.deputy.issuer.keys.IssuerKeys;
import io.deputy.issuer.postgres.PostgresArchive;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/** Replays with the auditor's role, also what an insider did to the tables a moment ago. */
@ApplicationScoped
public class Auditor {
  private final OwnerConnection database;
  private final IssuerKeys keys;
  private final Consents consents;

  Auditor(OwnerConnection database, IssuerKeys keys, Consents consents) {
    this.database = database;
    this.keys = keys;
    this.consents = consents;
  }

  /** Something to be done with a replay. */
  interface Work<T> {
    T with(Replay replay) throws SQLException, Refusal;
  }

  /** Replays the chain as it stands. */
  Report chain(String chain) throws SQLException, Refusal {
    return afterwards(replay -> replay.chain(new ChainId(UUID.fromString(chain)), View.ALL));
  }

  /**
   * Replays after these statements of the database's superuser, whom no trigger stops; then takes
   * them back.
   */
  <T> T afterwards(Work<T> work, String... statements) throws SQLException, Refusal {
    try (Connection connection = database.asOwner();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        for (String sql : statements) {
          statement.execute(sql);
        }
        statement.execute("SET LOCAL ROLE deputy_auditor");
        return work.with(
            Replay.of(
                keys.published(),
                consents,
                new GatewaySignatures(),
                new PostgresArchive(only(connection))));
      } finally {
        connection.rollback();
      }
    }
  }

  /** A data source whose every connection is this one, which stays open. */
  private static DataSource only(Connection connection) {
    Connection kept =
        proxy(
            Connection.class,
            (method, arguments) ->
                method.getName().equals("close") ? null : method.invoke(connection, arguments));
    return proxy(DataSource.class, (method, arguments) -> kept);
  }

  private interface Answer {
    Object to(java.lang.reflect.Method method, Object[] arguments)
        throws IllegalAccessException, InvocationTargetException;
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return answer.to(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
