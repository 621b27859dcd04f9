package io.deputy.issuer.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.issuer.acme.Acme;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application on a PostgreSQL that somebody else runs. */
class ExternalDatabaseIT {
  @TempDir static Path home;

  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws Exception {
    Acme.writeDirectory(home);
    server = EmbeddedPostgres.builder().setServerConfig("unix_socket_directories", "").start();
    execute("postgres", "CREATE ROLE owner LOGIN CREATEROLE PASSWORD 'o'");
    execute("postgres", "CREATE ROLE \"The Service\" LOGIN PASSWORD 's'");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void oneLogin_isEnough() throws Exception {
    execute("postgres", "CREATE DATABASE one OWNER owner");
    ready(
        "-Ddeputy.database.url=" + url("one"),
        "-Ddeputy.database.username=owner",
        "-Ddeputy.database.password=o");
    assertThat(ask("one", "SELECT tableowner FROM pg_tables WHERE tablename = 'hop'"))
        .containsExactly("owner");
  }

  @Test
  void withAnotherLoginForMigrations_theServiceCanOnlyInsertAndRead() throws Exception {
    execute("postgres", "CREATE DATABASE two OWNER owner");
    ready(
        "-Ddeputy.database.url=" + url("two"),
        "-Ddeputy.database.username=The Service",
        "-Ddeputy.database.password=s",
        "-Ddeputy.migrations.username=owner",
        "-Ddeputy.migrations.password=o");
    assertThat(
            ask(
                "two",
                """
                SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
                WHERE has_table_privilege('The Service', 'hop', p)
                """))
        .containsExactly("SELECT", "INSERT");
    assertThat(Files.exists(home.resolve("postgres"))).as("an embedded database").isFalse();
  }

  private static void ready(String... settings) throws Exception {
    IssuerProcess issuer = IssuerProcess.start(home, settings);
    try {
      HttpResponse<String> health =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + issuer.port() + "/q/health/ready"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
    } finally {
      issuer.stop();
    }
  }

  private static String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
  }

  private static void execute(String database, String sql) throws SQLException {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> ask(String database, String sql) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        answers.add(rows.getString(1));
      }
    }
    return answers;
  }
}
