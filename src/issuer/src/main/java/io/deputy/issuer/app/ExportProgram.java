package io.deputy.issuer.app;

import io.agroal.api.AgroalDataSource;
import io.deputy.Refusal;
import io.deputy.issuer.audit.FilterReader;
import io.deputy.issuer.export.Export;
import io.deputy.issuer.export.Format;
import io.deputy.issuer.export.Selection;
import io.deputy.issuer.postgres.PostgresRecordSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code deputy export}: writes what is on record to files, as an auditor. It starts no service,
 * and needs a login of the database that may read.
 */
final class ExportProgram {
  static final int DONE = 0;

  /** Nothing was exported, or not all. */
  static final int FAILED = 2;

  private static final String HELP =
      """
      Usage: deputy export --to <new folder> --database <jdbc url> [--login <login>]
                           [--format jsonl | ocsf] [--only hops | revocations | decisions]
                           [--user <subject>] [--user-issuer <url>] [--agent <id>]
                           [--chain <chain | hop>] [--from <time | day>] [--until <time | day>]
                           [--tool <name>] [--verdict <verdict>] [--reason <code>]
      Writes chains hop by hop, revocations and decisions as they are at one moment, a line each, and
      manifest.json at the end: a folder without it is not whole. It needs no more than the role
      deputy_auditor.

        --to <folder>       where the files go; it must not be there yet
        --database <url>    jdbc:postgresql://<host>/<database>; or DEPUTY_AUDIT_DATABASE_URL
        --login <login>     of the database; or DEPUTY_AUDIT_USERNAME. The password: DEPUTY_AUDIT_PASSWORD
        --format <format>   jsonl: the rows; ocsf: events of OCSF 1.8.0. jsonl unless said
        --only <part>       one part; --tool, --verdict and --reason go with decisions only
        the rest            as in GET /audit/export: what is given must all hold; chains come whole

      Exit code: 0 exported, 2 not, or not all.
      """;

  private static final Set<String> OWN = Set.of("--to", "--database", "--login", "--format");

  /** Nobody else waits for it. */
  private static final Duration LONGEST = Duration.ofDays(2);

  private ExportProgram() {}

  /** Runs it, and gives the exit code. */
  static int run(String[] given, PrintStream out, PrintStream err) {
    return run(given, System.getenv(), out, err);
  }

  static int run(String[] given, Map<String, String> env, PrintStream out, PrintStream err) {
    try {
      Arguments arguments = new Arguments("export", given, Set.of(), names());
      if (arguments.help()) {
        out.print(HELP);
        return DONE;
      }
      export(arguments, env);
      return DONE;
    } catch (CannotStart | Refusal e) {
      err.println("deputy: " + e.getMessage());
    } catch (IOException e) {
      err.println("deputy: the export broke off, so it has no manifest: " + e.getMessage());
    }
    return FAILED;
  }

  private static Set<String> names() {
    Set<String> names = new HashSet<>(OWN);
    filters().forEach(filter -> names.add(option(filter)));
    return names;
  }

  private static Set<String> filters() {
    Set<String> filters = new TreeSet<>(FilterReader.NAMES);
    filters.add(Selection.ONLY);
    return filters;
  }

  private static String option(String parameter) {
    return "--" + parameter.replace('_', '-');
  }

  private static void export(Arguments arguments, Map<String, String> env)
      throws CannotStart, Refusal, IOException {
    arguments.require(arguments.subject().isEmpty(), "only options are expected");
    ProgramDatabase database =
        ProgramDatabase.of("AUDIT", arguments.get("--database"), arguments.get("--login"), env);
    arguments.require(!database.url().isEmpty(), "\"--database\" is missing");
    Format format =
        Format.of(arguments.get("--format").orElse("jsonl"))
            .orElseThrow(() -> arguments.usage("\"--format\" is jsonl or ocsf"));
    Map<String, List<String>> parameters = new HashMap<>();
    for (String filter : filters()) {
      arguments.get(option(filter)).ifPresent(value -> parameters.put(filter, List.of(value)));
    }
    Selection selection = Selection.read(parameters);
    Folder folder = Folder.make(folder(arguments));
    try (AgroalDataSource connections = database.open("deputy export", 1, true)) {
      new Export(new PostgresRecordSource(connections), Clock.systemUTC(), LONGEST, 1)
          .write(selection, format, folder);
    }
  }

  private static Path folder(Arguments arguments) throws CannotStart {
    String text = arguments.get("--to").orElseThrow(() -> arguments.usage("\"--to\" is missing"));
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw arguments.usage("\"" + Arguments.shown(text) + "\" is no folder");
    }
  }
}
