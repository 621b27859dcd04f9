package io.deputy.issuer.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A PostgreSQL apart from the issuers, as durable as theirs would be, that can be killed and comes
 * back where it was.
 */
final class KillablePostgres implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final Path folder;
  private final EmbeddedDatabase database;
  private final List<String> command = new ArrayList<>();

  private KillablePostgres(Path folder, EmbeddedDatabase database) throws Exception {
    this.folder = folder;
    this.database = database;
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root; the library has it believe that it does not, too.
      command.addAll(List.of("unshare", "-U"));
    }
    ProcessHandle.Info info = postmaster().info();
    command.add(info.command().orElseThrow());
    command.addAll(List.of(info.arguments().orElseThrow()));
  }

  static KillablePostgres start(Path folder) throws Exception {
    return new KillablePostgres(
        folder, EmbeddedDatabase.start(folder, Path.of("target", "postgres")));
  }

  /** What an issuer is started with to use it. */
  List<String> settings() {
    return List.of(
        "-Ddeputy.database.url=" + database.url(),
        "-Ddeputy.database.username=" + database.issuer().user(),
        "-Ddeputy.database.password=" + database.issuer().password(),
        "-Ddeputy.migrations.username=" + database.owner().user(),
        "-Ddeputy.migrations.password=" + database.owner().password());
  }

  String url() {
    return database.url();
  }

  Connection asOwner() throws SQLException {
    return DriverManager.getConnection(
        database.url(), database.owner().user(), database.owner().password());
  }

  private ProcessHandle postmaster() throws Exception {
    Path pid = folder.resolve("cluster").resolve("postmaster.pid");
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).get(0))).orElseThrow();
  }

  /** SIGKILL to all of its processes. */
  void kill() throws Exception {
    ProcessHandle postmaster = postmaster();
    List<ProcessHandle> all = Stream.concat(Stream.of(postmaster), postmaster.children()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    postmaster.onExit().get();
  }

  /** SIGKILL to one of those that work for it: it throws all others out and recovers by itself. */
  void killOneOf(Random random) throws Exception {
    List<ProcessHandle> workers = postmaster().children().toList();
    if (!workers.isEmpty()) {
      workers.get(random.nextInt(workers.size())).destroyForcibly();
    }
  }

  /** Starts it as it was started, on the same port, and waits until it answers. */
  void startAgain() throws Exception {
    Path output = folder.resolve("again.log");
    Instant limit = Instant.now().plus(START_LIMIT);
    Process process = launch(output);
    while (!answers()) {
      if (Instant.now().isAfter(limit)) {
        throw new IllegalStateException("PostgreSQL does not start: " + Files.readString(output));
      }
      Thread.sleep(100);
      // It does not start while one that was killed still holds the shared memory.
      if (!process.isAlive()) {
        process = launch(output);
      }
    }
  }

  private Process launch(Path output) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  private boolean answers() {
    try (Connection connection = asOwner()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    database.close();
  }
}
