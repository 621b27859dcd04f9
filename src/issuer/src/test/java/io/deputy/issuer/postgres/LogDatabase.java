package io.deputy.issuer.postgres;

import io.deputy.issuer.app.OwnerConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A database of its own in the running cluster, which no issuer works on. */
final class LogDatabase {
  /** What an issuer asks of its connection that reaches the server. */
  private static final Set<String> CALLS =
      Set.of("prepareStatement", "commit", "executeQuery", "executeUpdate");

  private final OwnerConnection cluster;
  private final String url;
  private int rows;

  private LogDatabase(OwnerConnection cluster, String url) {
    this.cluster = cluster;
    this.url = url;
  }

  /** Makes it, with the tables as they were in this version. */
  static LogDatabase of(OwnerConnection cluster, String name, String version) throws SQLException {
    String here;
    try (Connection owner = cluster.asOwner();
        Statement statement = owner.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      here = owner.getMetaData().getURL();
    }
    LogDatabase database =
        new LogDatabase(cluster, here.replaceFirst("/[^/?]+(\\?|$)", "/" + name + "$1"));
    database.migrate(version);
    database.execute(
        """
        INSERT INTO directory_version (digest, content)
        VALUES (sha256(convert_to('{}', 'UTF8')), '{}');
        INSERT INTO directory_history (version, digest)
        VALUES (1, sha256(convert_to('{}', 'UTF8')));
        """);
    return database;
  }

  void migrate(String version) {
    Flyway.configure()
        .dataSource(dataSource(true))
        .locations("classpath:db/migrations")
        .placeholders(Map.of("service", "deputy_issuer"))
        .target(version)
        .load()
        .migrate();
  }

  private Connection open(boolean owner) throws SQLException {
    return DriverManager.getConnection(url, cluster.login(owner)[0], cluster.login(owner)[1]);
  }

  Connection asOwner() throws SQLException {
    return open(true);
  }

  Connection asIssuer() throws SQLException {
    return open(false);
  }

  private DataSource dataSource(boolean owner) {
    return (DataSource)
        Proxy.newProxyInstance(
            LogDatabase.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> open(owner));
  }

  /** The log, as an issuer has it. */
  PostgresLogStore log() {
    return new PostgresLogStore(dataSource(false));
  }

  /**
   * The log as an issuer has it whose connection is cut: before what it asks for the {@code at}th
   * time, or just after.
   */
  PostgresLogStore dying(int at, boolean after) {
    AtomicInteger count = new AtomicInteger();
    return new PostgresLogStore(
        (DataSource)
            Proxy.newProxyInstance(
                LogDatabase.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  Connection connection = open(false);
                  return cutting(Connection.class, connection, connection, count, at, after);
                }));
  }

  private static <T> T cutting(
      Class<T> type,
      Object target,
      Connection connection,
      AtomicInteger count,
      int at,
      boolean after) {
    return type.cast(
        Proxy.newProxyInstance(
            LogDatabase.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              boolean now = CALLS.contains(method.getName()) && count.incrementAndGet() == at;
              if (now && !after) {
                connection.abort(Runnable::run);
              }
              try {
                Object result = method.invoke(target, arguments);
                if (now) {
                  connection.abort(Runnable::run);
                }
                return result instanceof java.sql.PreparedStatement statement
                    ? cutting(
                        java.sql.PreparedStatement.class, statement, connection, count, at, after)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  void execute(String sql) throws SQLException {
    try (Connection owner = asOwner();
        Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  /** As somebody who owns the database, and can switch its guards off. */
  void tamper(String sql) throws SQLException {
    List<String> tables = new ArrayList<>();
    for (String table :
        List.of("hop", "key_event", "log_leaf", "log_subtree", "log_head", "log_checkpoint")) {
      tables.add("ALTER TABLE " + table + " DISABLE TRIGGER USER");
    }
    try (Connection owner = asOwner();
        Statement statement = owner.createStatement()) {
      owner.setAutoCommit(false);
      statement.execute("SET session_replication_role = replica");
      for (String disable : tables) {
        statement.execute(disable);
      }
      statement.execute(sql);
      for (String disable : tables) {
        String table = disable.split(" ", -1)[2];
        for (String trigger : triggers(statement, table)) {
          statement.execute("ALTER TABLE " + table + " ENABLE ALWAYS TRIGGER " + trigger);
        }
      }
      owner.commit();
    }
  }

  private static List<String> triggers(Statement statement, String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = '"
                + table
                + "'::regclass")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  String ask(String query) throws SQLException {
    return String.join(" ", all(query));
  }

  /** The first column of every row. */
  List<String> all(String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection owner = asOwner();
        Statement statement = owner.createStatement();
        ResultSet answer = statement.executeQuery(query)) {
      while (answer.next()) {
        found.add(answer.getString(1));
      }
    }
    return found;
  }

  /** A row, of one kind or another, that was never there before. */
  synchronized String row() {
    rows++;
    return switch (rows % 4) {
      case 0 ->
          "INSERT INTO revocation (kind, chain, by_kind, by_name, client_address, trace)"
              + " VALUES ('chain', gen_random_uuid(), 'issuer', 'test', '-', '-');";
      case 1 -> hop();
      case 2 ->
          "INSERT INTO key_event (number, role, state, public_key, at) VALUES (%d, 'root', 'active',"
                  .formatted(rows)
              + " 'ed25519/' || repeat('0', 64), now());";
      default ->
          """
          INSERT INTO decision_batch
            (id, gateway, stream, first, last, next, jws, client_address, trace)
          VALUES (gen_random_uuid(), 'g', gen_random_uuid(), 1, 1, 2, 'x', 'a', 't');\
          """;
    };
  }

  private static String hop() {
    return """
    INSERT INTO hop (id, chain, depth, delegator, actor, actor_key, user_issuer, user_subject,
      user_groups, user_roles, asked, granted, certificate, directory, root_key, blocks,
      revocation_ids, issued_at, expires_at, audience, max_depth, client_address, trace)
    SELECT gen_random_uuid(), gen_random_uuid(), 0, 'a', 'ä', '', 'i', 'u', '{g1,NULL}', '{}',
      '[]', '[]', '{}', sha256(convert_to('{}', 'UTF8')), 1, '{x}', '{x}', now(),
      now() + interval '1 h', '{g}', 0, '', '';\
    """;
  }
}
