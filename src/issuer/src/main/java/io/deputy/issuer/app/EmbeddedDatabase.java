package io.deputy.issuer.app;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A real PostgreSQL that this process runs, for machines that have none. What it has acknowledged
 * survives SIGKILL of it and of us: the library's defaults would lose it, so they are set right
 * here.
 *
 * <p>Its folder holds {@code lock}, {@code password}, {@code cluster}, {@code complete} and {@code
 * binaries}. The binaries stand beside the cluster because the library empties old folders below
 * its working directory.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final String NAME = "deputy";
  private static final String OWNER = "postgres";
  private static final String ISSUER = "deputy_issuer";

  /** Stands beside a cluster that was once ready; without it no row was ever written. */
  private static final String COMPLETE = "complete";

  /** How long a start may take; recovery after a crash reads the log first. */
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** How long a PostgreSQL that outlived its parent gets to stop before it is killed. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /** Enough that nobody guesses it. */
  private static final int PASSWORD_BYTES = 32;

  private final FileChannel lock;
  private final EmbeddedPostgres postgres;
  private final Login owner;
  private final Login issuer;

  private EmbeddedDatabase(FileChannel lock, EmbeddedPostgres postgres, Login owner, Login issuer) {
    this.lock = lock;
    this.postgres = postgres;
    this.owner = owner;
    this.issuer = issuer;
  }

  /** Starts it on a free port, after making sure that nobody else runs on the same folder. */
  static EmbeddedDatabase start(Path folder) throws CannotStart {
    return start(folder, folder.resolve("binaries"));
  }

  /**
   * Starts it with binaries that stand elsewhere. The library unpacks them once in each process,
   * for all clusters: they must outlive every cluster of the process.
   */
  static EmbeddedDatabase start(Path folder, Path binaryFolder) throws CannotStart {
    Path home = folder.toAbsolutePath().normalize();
    Path binaries = binaryFolder.toAbsolutePath().normalize();
    FileChannel lock = null;
    try {
      PrivateFiles.folder(home);
      lock = lock(home);
      stopLeftOver(home, binaries);
      removeHalfMade(home, binaries);
      Path passwordFile = home.resolve("password");
      if (!Files.exists(passwordFile)) {
        PrivateFiles.create(passwordFile, newPassword());
      }
      Login owner = new Login(OWNER, Files.readString(passwordFile));
      EmbeddedPostgres postgres = launch(home, binaries, passwordFile, owner);
      EmbeddedDatabase database =
          new EmbeddedDatabase(lock, postgres, owner, new Login(ISSUER, newPassword()));
      database.prepare();
      PrivateFiles.mark(home.resolve(COMPLETE));
      return database;
    } catch (IOException
        | SQLException
        | IllegalStateException
        | ExceptionInInitializerError e) { // The last is what the library makes of an IOException.
      release(lock);
      throw new CannotStart("the embedded database in \"" + home + "\" does not start: " + e, e);
    }
  }

  private static FileChannel lock(Path home) throws IOException, CannotStart {
    FileChannel channel =
        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This process holds it already; reported below like any other holder.
    }
    if (held == null) {
      channel.close();
      throw new CannotStart(
          "another instance runs on \""
              + home
              + "\"; stop it or set deputy.home to another folder");
    }
    return channel;
  }

  private static void release(FileChannel lock) {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        throw new IllegalStateException("the lock cannot be released", e);
      }
    }
  }

  /**
   * Stops the PostgreSQL of an instance that was killed. Only a process that runs our own copy of
   * the binary is touched: its number may have gone to somebody else since.
   */
  private static void stopLeftOver(Path home, Path binaries) throws IOException {
    Path pidFile = home.resolve("cluster").resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> process =
        Files.readString(pidFile)
            .lines()
            .findFirst()
            .filter(line -> line.matches("[0-9]{1,18}"))
            .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
            .filter(p -> runsOurBinary(p, binaries));
    if (process.isPresent()) {
      stop(process.get());
    }
    Files.deleteIfExists(pidFile);
  }

  /** A first start that was killed half-way leaves binaries and a cluster that never start. */
  private static void removeHalfMade(Path home, Path binaries) throws IOException {
    if (!Files.exists(home.resolve(COMPLETE))) {
      removeTree(home.resolve("cluster"));
      if (binaries.startsWith(home)) {
        removeTree(binaries);
      }
    }
  }

  private static void removeTree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static boolean runsOurBinary(ProcessHandle process, Path binaries) {
    String command = process.info().command().orElse("");
    return command.endsWith("/postgres") && Path.of(command).startsWith(realPath(binaries));
  }

  private static Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  private static void stop(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an older database stops", e);
    }
  }

  private static EmbeddedPostgres launch(Path home, Path binaries, Path passwordFile, Login owner)
      throws IOException {
    System.setProperty("ot.epg.working-dir", PrivateFiles.folder(binaries).toString());
    return EmbeddedPostgres.builder()
        .setDataDirectory(PrivateFiles.folder(home.resolve("cluster")))
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPGStartupWait(START_LIMIT)
        .setLocaleConfig("auth", "scram-sha-256")
        .setLocaleConfig("pwfile", passwordFile.toString())
        .setConnectConfig("password", owner.password())
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .start();
  }

  /** Makes our database and the service's login, whose password lives as long as this process. */
  private void prepare() throws SQLException, IOException {
    try (Connection connection = postgres.getDatabase(OWNER, OWNER).getConnection();
        Statement statement = connection.createStatement()) {
      if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
        statement.execute("CREATE DATABASE " + NAME);
      }
      if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + ISSUER + "'")) {
        statement.execute("CREATE ROLE " + ISSUER);
      }
      statement.execute("ALTER ROLE " + ISSUER + " LOGIN PASSWORD '" + issuer.password() + "'");
    } catch (SQLException e) {
      postgres.close();
      throw e;
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (var rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static String newPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Where it listens; holds no password. */
  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + NAME;
  }

  /** The port it listens on. */
  int port() {
    return postgres.getPort();
  }

  /** Owns the tables; for migrations. */
  Login owner() {
    return owner;
  }

  /** May insert and read; for the service. */
  Login issuer() {
    return issuer;
  }

  /** Stops it in good order. */
  @Override
  public void close() throws IOException {
    try {
      postgres.close();
    } finally {
      lock.close();
    }
  }
}
