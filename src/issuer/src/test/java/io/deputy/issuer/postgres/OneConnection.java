package io.deputy.issuer.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A data source whose every connection is one that is open already, and stays so; whoever opened it
 * says when it commits.
 */
public final class OneConnection {
  private static final Set<String> KEPT = Set.of("close", "commit", "rollback", "setAutoCommit");

  private OneConnection() {}

  private interface Answer {
    Object to(Method method, Object[] arguments)
        throws IllegalAccessException, InvocationTargetException;
  }

  /** Gives this connection. */
  public static DataSource of(Connection connection) {
    Connection kept =
        proxy(
            Connection.class,
            (method, arguments) ->
                KEPT.contains(method.getName()) ? null : method.invoke(connection, arguments));
    return proxy(DataSource.class, (method, arguments) -> kept);
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
