package io.deputy.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded database promises, beside surviving kills ({@link CrashIT}). */
class EmbeddedDatabaseTest {
  @TempDir static Path home;

  private static Connection open(EmbeddedDatabase database, Login login) throws SQLException {
    return DriverManager.getConnection(database.url(), login.user(), login.password());
  }

  private static String ask(EmbeddedDatabase database, String query) throws SQLException {
    try (Connection connection = open(database, database.owner());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void itIsDurablePrivateAndAlone() throws Exception {
    Path folder = home.resolve("postgres");
    // What a first start leaves that was killed half-way.
    Files.createDirectories(folder.resolve("cluster").resolve("base"));
    Files.createDirectories(folder.resolve("binaries").resolve("PG-half").resolve("lib"));
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        assertThat(ask(database, "SHOW " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(ask(database, "SHOW password_encryption")).isEqualTo("scram-sha-256");
      assertThat(ask(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(ask(database, "SHOW unix_socket_directories")).isEmpty();
      assertThat(
              ask(
                  database,
                  "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls"
                      + " FROM pg_roles WHERE rolname = 'deputy_issuer'"))
          .isEqualTo("f");
      assertThatThrownBy(() -> open(database, new Login("postgres", "wrong")))
          .hasMessageContaining("authentication failed");
      assertThatThrownBy(() -> EmbeddedDatabase.start(folder))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("another instance runs on");
    }
    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(permissions(folder.resolve("cluster"))).isEqualTo("rwx------");
    assertThat(permissions(folder.resolve("password"))).isEqualTo("rw-------");
  }

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
