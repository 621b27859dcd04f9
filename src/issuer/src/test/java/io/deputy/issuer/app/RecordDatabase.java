package io.deputy.issuer.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The embedded database with the tables of the record, and no issuer. */
public final class RecordDatabase implements AutoCloseable {
  private static final Path MIGRATIONS = Path.of("..", "..", "db", "migrations");

  private final Path home;
  private final EmbeddedDatabase database;

  private RecordDatabase(Path home, EmbeddedDatabase database) {
    this.home = home;
    this.database = database;
  }

  /** Starts one. */
  public static RecordDatabase start() throws IOException, SQLException, CannotStart {
    RecordDatabase record = withoutTables();
    try (Connection connection = record.asOwner()) {
      migrate(connection, 0, Integer.MAX_VALUE);
    }
    return record;
  }

  /** Starts one that has no tables yet. */
  public static RecordDatabase withoutTables() throws IOException, SQLException, CannotStart {
    Path home = Files.createTempDirectory("deputy-record");
    EmbeddedDatabase database =
        EmbeddedDatabase.start(home.resolve("postgres"), Path.of("target", "postgres"));
    return new RecordDatabase(home, database);
  }

  /** Brings tables from one version to another. */
  public static void migrate(Connection owner, int from, int to) throws IOException, SQLException {
    try (Statement statement = owner.createStatement()) {
      for (Path migration : migrations()) {
        if (version(migration) > from && version(migration) <= to) {
          statement.execute(Files.readString(migration));
        }
      }
    }
  }

  private static List<Path> migrations() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("V"))
          .sorted(Comparator.comparingInt(RecordDatabase::version))
          .toList();
    }
  }

  private static int version(Path migration) {
    String name = migration.getFileName().toString();
    return Integer.parseInt(name.substring(1, name.indexOf("__")));
  }

  /** A connection of the database's superuser. */
  public Connection asOwner() throws SQLException {
    return DriverManager.getConnection(
        database.url(), database.owner().user(), database.owner().password());
  }

  /** The superuser's name and password. */
  public String[] login() {
    return new String[] {database.owner().user(), database.owner().password()};
  }

  @Override
  public void close() throws IOException {
    database.close();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
