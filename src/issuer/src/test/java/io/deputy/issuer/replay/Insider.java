package io.deputy.issuer.replay;

import io.deputy.Refusal;
import io.deputy.chain.TrustedKeys;
import io.deputy.issuer.acme.Acme;
import io.deputy.issuer.identity.GatewaySignatures;
import io.deputy.issuer.identity.SignedConsents;
import io.deputy.issuer.postgres.PostgresArchive;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;

/** Changes the record as the database's superuser, whom no trigger stops, for one replay. */
final class Insider {
  private static final SignedConsents CONSENTS =
      new SignedConsents(Set.of(Acme.ISSUER, Acme.TOKEN_ENDPOINT));

  private Insider() {}

  /** Something to be done with a replay. */
  interface Work<T> {
    T with(Replay replay) throws SQLException, Refusal, InterruptedException;
  }

  /**
   * Replays with the auditor's role after these statements, then takes them back.
   *
   * @param owner the superuser's connection, without a transaction
   */
  static <T> T afterwards(Connection owner, TrustedKeys keys, Work<T> work, String... statements)
      throws SQLException, Refusal, InterruptedException {
    owner.setAutoCommit(false);
    try (Statement statement = owner.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      statement.execute("SET LOCAL ROLE deputy_auditor");
      return work.with(
          Replay.of(keys, CONSENTS, new GatewaySignatures(), new PostgresArchive(only(owner))));
    } finally {
      owner.rollback();
      owner.setAutoCommit(true);
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
    Object to(Method method, Object[] arguments)
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
