package io.deputy.issuer.app;

import io.deputy.issuer.directory.DirectoryFile;
import io.deputy.issuer.directory.DirectoryInvalid;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Runs the issuer until it is told to stop; or, as its first argument says, a program beside it.
 */
@QuarkusMain
public class Main implements QuarkusApplication {
  /** How long the database waits for the last requests; longer than Quarkus gives them. */
  private static final int DRAIN_SECONDS = 30;

  private interface Program {
    /** Runs it, and gives the exit code. */
    int run(String[] arguments, PrintStream out, PrintStream err);
  }

  private static final Map<String, Program> PROGRAMS =
      Map.of(
          "replay",
          ReplayProgram::run,
          "export",
          ExportProgram::run,
          "retention",
          RetentionProgram::run);

  /** Starts the database unless one is given, then the service. */
  public static void main(String... args) {
    if (args.length > 0 && PROGRAMS.containsKey(args[0])) {
      String[] arguments = Arrays.copyOfRange(args, 1, args.length);
      System.exit(PROGRAMS.get(args[0]).run(arguments, System.out, System.err));
    }
    try {
      Settings settings = settings();
      // Read here so that a slip in it shows before a database starts; the start reads it again.
      if (Files.exists(Settings.directoryFile(settings))) {
        DirectoryFile.read(Settings.directoryFile(settings), settings.development());
      }
      TlsServer.settings(settings.tls()).forEach(System::setProperty);
      CountDownLatch stopped = new CountDownLatch(1);
      if (settings.database().url().isEmpty()) {
        startDatabase(settings, stopped);
      }
      Quarkus.run(Main.class, (code, problem) -> exit(stopped, code, problem), args);
    } catch (CannotStart | DirectoryInvalid e) {
      // No hooks are set yet; an ordinary exit would make the logging library print its backlog.
      Runtime.getRuntime().halt(StartFailure.report(e));
    }
  }

  static Settings settings() {
    return new SmallRyeConfigBuilder()
        .addDefaultSources()
        .addDefaultInterceptors()
        .withMapping(Settings.class)
        .build()
        .getConfigMapping(Settings.class);
  }

  private static void startDatabase(Settings settings, CountDownLatch stopped) throws CannotStart {
    EmbeddedDatabase database = EmbeddedDatabase.start(settings.home().resolve("postgres"));
    System.setProperty("deputy.database.url", database.url());
    System.setProperty("deputy.database.username", database.issuer().user());
    System.setProperty("deputy.database.password", database.issuer().password());
    System.setProperty("deputy.migrations.username", database.owner().user());
    System.setProperty("deputy.migrations.password", database.owner().password());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(database, stopped), "database"));
  }

  private static void stop(EmbeddedDatabase database, CountDownLatch stopped) {
    try {
      boolean drained = stopped.await(DRAIN_SECONDS, TimeUnit.SECONDS);
      if (!drained) {
        System.err.println("deputy: requests were still running when the database stopped");
      }
      database.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println("deputy: the embedded database does not stop: " + e.getMessage());
    }
  }

  private static void exit(CountDownLatch stopped, int code, Throwable problem) {
    stopped.countDown();
    System.exit(problem == null ? code : StartFailure.report(problem));
  }

  /** Says where the service is, once it answers. */
  @Override
  public int run(String... args) {
    var config = ConfigProvider.getConfig();
    boolean tls =
        config.getOptionalValue("quarkus.http.tls-configuration-name", String.class).isPresent();
    System.out.println(
        (tls ? "deputy is ready at https://" : "deputy is ready at http://")
            + config.getValue("quarkus.http.host", String.class)
            + ":"
            + config.getValue(tls ? "quarkus.http.ssl-port" : "quarkus.http.port", String.class));
    Quarkus.waitForExit();
    return 0;
  }
}
