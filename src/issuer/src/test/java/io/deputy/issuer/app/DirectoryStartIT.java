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
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two packaged issuers on one database: which directory is in force, and what a start does. */
class DirectoryStartIT {
  @TempDir static Path home;
  @TempDir static Path otherHome;

  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws Exception {
    Acme.writeDirectory(home);
    server = EmbeddedPostgres.builder().setServerConfig("unix_socket_directories", "").start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static IssuerProcess issuer(Path where, String... more) throws Exception {
    String[] settings = new String[more.length + 4];
    settings[0] =
        "-Ddeputy.database.url=jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    settings[1] = "-Ddeputy.database.username=postgres";
    settings[2] = "-Ddeputy.database.password=postgres";
    settings[3] = "-Ddeputy.keys=" + home.resolve("keys");
    System.arraycopy(more, 0, settings, 4, more.length);
    return IssuerProcess.start(where, settings);
  }

  private static HttpResponse<String> send(
      IssuerProcess issuer, String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + issuer.port() + path))
            .header("Authorization", "Bearer " + Acme.operator().compact())
            .header("If-Match", "*")
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String version(IssuerProcess issuer) throws Exception {
    return send(issuer, "GET", "/admin/directory", "").headers().firstValue("ETag").orElse("");
  }

  /**
   * What the version before this one left: its tables, a directory, a hop of an agent since gone.
   */
  @Test
  void aDatabaseOfTheVersionBeforeIsUpgraded(@TempDir Path folder) throws Exception {
    Acme.writeDirectory(folder);
    execute("postgres", "CREATE DATABASE before");
    DataSource before = server.getDatabase("postgres", "before");
    for (String version : List.of("4", "5")) {
      Flyway.configure()
          .dataSource(before)
          .locations("classpath:db/migrations")
          .placeholders(Map.of("service", "postgres"))
          .target(version)
          .load()
          .migrate();
    }
    execute(
        "before",
        """
        INSERT INTO directory_version (digest, content)
        VALUES (sha256(convert_to('{}', 'UTF8')), '{}');
        INSERT INTO hop (id, chain, depth, delegator, actor, actor_key, user_issuer, user_subject,
          user_groups, user_roles, asked, granted, certificate, directory, root_key, blocks,
          revocation_ids, issued_at, expires_at, audience, max_depth, client_address, trace)
        SELECT gen_random_uuid(), gen_random_uuid(), 0, a, a, '', 'i', 'u', '{}', '{}', '[]', '[]',
          '{}', sha256(convert_to('{}', 'UTF8')), 1, '{x}', '{x}', now(), now() + interval '1 h',
          '{g}', 0, '', '' FROM unnest(ARRAY['retired', 'researcher']) AS a
        """);
    IssuerProcess issuer =
        issuer(
            folder,
            "-Ddeputy.database.url=jdbc:postgresql://127.0.0.1:" + server.getPort() + "/before");
    try {
      assertThat(version(issuer)).isEqualTo("\"1\"");
    } finally {
      issuer.stop();
    }
    assertThat(ask("before", "SELECT string_agg(agent || ' ' || by_kind, ',') FROM revocation"))
        .isEqualTo("retired issuer");
    assertThat(
            ask(
                "before",
                "SELECT string_agg(version, ',' ORDER BY installed_rank)"
                    + " FROM flyway_schema_history WHERE success"))
        .isEqualTo("1,2,4,5,6,8,9,11,12,13");
  }

  private static void execute(String database, String sql) throws SQLException {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(String database, String sql) throws SQLException {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void theFileStartsADatabaseAndTheDatabaseRulesFromThenOn() throws Exception {
    IssuerProcess first = issuer(home);
    try {
      assertThat(version(first)).isEqualTo("\"1\"");
      // The other one has no file at all.
      IssuerProcess second = issuer(otherHome);
      try {
        assertThat(version(second)).isEqualTo("\"1\"");
        HttpResponse<String> retired = send(first, "GET", "/admin/agents/retired", "");
        assertThat(retired.statusCode()).isEqualTo(200);
        assertThat(send(first, "DELETE", "/admin/grants/" + grant(first), "").statusCode())
            .isEqualTo(200);
        assertThat(version(second)).as("at the other instance").isEqualTo("\"2\"");
      } finally {
        second.stop();
      }
    } finally {
      first.stop();
    }
    IssuerProcess again = issuer(home);
    try {
      assertThat(version(again)).as("the file did not come back").isEqualTo("\"2\"");
      assertThat(again.output()).contains("differs from version 2, which stays in force");
    } finally {
      again.stop();
    }
    IssuerProcess told = issuer(home, "-Ddeputy.apply-directory=true");
    try {
      assertThat(version(told)).isEqualTo("\"3\"");
    } finally {
      told.stop();
    }
    Files.writeString(home.resolve("directory.yaml"), "agents: [ { id: 1 } ]\nscope: {}\n");
    IssuerProcess broken = IssuerProcess.launch(home);
    assertThat(broken.exitCode()).isEqualTo(2);
    assertThat(broken.output())
        .contains("deputy: " + home.resolve("directory.yaml") + ":1: agents[0].id must be a string")
        .contains(":2: scope is not known; did you mean \"scopes\"?");
  }

  private static String grant(IssuerProcess issuer) throws Exception {
    String directory = send(issuer, "GET", "/admin/directory", "").body();
    return directory.replaceFirst(".*\"id\":\"(user-carol-[0-9a-f]+)\".*", "$1");
  }
}
