package io.deputy.issuer.app;

import io.deputy.chain.ChainId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What {@code deputy replay} is told. Secrets come from the environment only.
 *
 * @param subject a chain, a hop or a token; none with {@code all}
 * @param all everything on record
 * @param keys the issuer's public keys
 * @param checkpoints files, or folders of them, with checkpoints that somebody kept
 * @param database JDBC URL
 * @param user login that may read the record
 * @param password its password
 * @param issuer whom consents are addressed to, where the keys do not say it
 * @param asOf as of when
 * @param today whether tokens would pass now
 * @param after the last chain of an earlier run
 * @param threads chains at once
 * @param json one report a line
 * @param help only says how
 */
record ReplayOptions(
    Optional<String> subject,
    boolean all,
    Path keys,
    List<Path> checkpoints,
    String database,
    Optional<String> user,
    Optional<String> password,
    Optional<String> issuer,
    Optional<Instant> asOf,
    boolean today,
    Optional<ChainId> after,
    int threads,
    boolean json,
    boolean help) {
  static final String HELP =
      """
      Usage: deputy replay (<chain> | <hop> | <token> | --all) --keys <file> --database <jdbc url>
                           [--login <login>] [--as-of <time> | --today] [--json]
                           [--checkpoint <file|folder>]... [--after <chain>] [--threads <n>]
                           [--issuer <url>]
      Decides everything again that is on record, and names each row that says something else.
      Proves that the transparency log has it, and with --all makes the whole log again of its leaves.
      It only reads, and needs no more than the role deputy_auditor and the issuer's public keys.

        --keys <file>       a copy of the issuer's /.well-known/jwks.json, kept where the issuer cannot write
        --database <url>    jdbc:postgresql://<host>/<database>; or DEPUTY_AUDIT_DATABASE_URL
        --login <login>     of the database; or DEPUTY_AUDIT_USERNAME. The password: DEPUTY_AUDIT_PASSWORD
        --as-of <time>      only what was recorded until then, and whether tokens passed at that time
        --today             also whether the tokens would pass now, and what changed
        --checkpoint <file> what the log must continue, may be given more than once: what an auditor or a
                            gateway kept (in trust/checkpoints) outside of the issuer's reach
        --all               the histories, the log, every chain in the order of ids, and every batch of decisions
        --after <chain>     goes on after the last chain that an earlier --all told
        --threads <n>       chains at once, with --all; as many as there are processors
        --issuer <url>      whom consents are addressed to, if the keys are of another name
        --json              one report a line

      Exit code: 0 everything is as recorded, 1 something differs, 2 something cannot be recomputed.
      """;

  private static final Set<String> FLAGS = Set.of("--all", "--today", "--json", "--help", "-h");

  private static final Set<String> VALUES =
      Set.of(
          "--keys",
          "--checkpoint",
          "--database",
          "--login",
          "--as-of",
          "--after",
          "--threads",
          "--issuer");

  /** More connections than this are no help to one database. */
  private static final int MAX_THREADS = 64;

  static ReplayOptions parse(String[] arguments, Map<String, String> environment)
      throws CannotStart {
    Map<String, String> given = new HashMap<>();
    List<Path> checkpoints = new ArrayList<>();
    Optional<String> subject = Optional.empty();
    Deque<String> left = new ArrayDeque<>(List.of(arguments));
    while (!left.isEmpty()) {
      String argument = left.remove();
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (FLAGS.contains(argument)) {
        put(given, argument, "");
      } else if (VALUES.contains(name)) {
        String value = equals < 0 ? value(name, left) : argument.substring(equals + 1);
        if (name.equals("--checkpoint")) {
          checkpoints.add(path(value));
        } else {
          put(given, name, value);
        }
      } else if (argument.startsWith("-") || subject.isPresent()) {
        throw usage("unexpected argument \"" + shown(argument) + "\"");
      } else {
        subject = Optional.of(argument);
      }
    }
    return read(given, checkpoints, subject, environment);
  }

  private static void put(Map<String, String> given, String name, String value) throws CannotStart {
    if (given.put(name, value) != null) {
      throw usage("\"" + name + "\" is given twice");
    }
  }

  private static String value(String name, Deque<String> left) throws CannotStart {
    if (left.isEmpty()) {
      throw usage("\"" + name + "\" needs a value");
    }
    return left.remove();
  }

  private static ReplayOptions read(
      Map<String, String> given,
      List<Path> checkpoints,
      Optional<String> subject,
      Map<String, String> environment)
      throws CannotStart {
    boolean help = given.containsKey("--help") || given.containsKey("-h");
    boolean all = given.containsKey("--all");
    Optional<String> database = or(given, "--database", environment, "DEPUTY_AUDIT_DATABASE_URL");
    if (!help) {
      require(all != subject.isPresent(), "name one chain, hop or token, or give --all");
      require(given.containsKey("--keys"), "\"--keys\" is missing");
      require(database.isPresent(), "\"--database\" is missing");
      require(
          !given.containsKey("--as-of") || !given.containsKey("--today"),
          "\"--as-of\" and \"--today\" exclude each other");
      require(all || !given.containsKey("--after"), "\"--after\" goes with --all");
    }
    return new ReplayOptions(
        subject,
        all,
        path(given.getOrDefault("--keys", "")),
        List.copyOf(checkpoints),
        database.orElse(""),
        or(given, "--login", environment, "DEPUTY_AUDIT_USERNAME"),
        Optional.ofNullable(environment.get("DEPUTY_AUDIT_PASSWORD")),
        Optional.ofNullable(given.get("--issuer")),
        given.containsKey("--as-of") ? Optional.of(time(given.get("--as-of"))) : Optional.empty(),
        given.containsKey("--today"),
        given.containsKey("--after") ? Optional.of(chain(given.get("--after"))) : Optional.empty(),
        given.containsKey("--threads")
            ? threads(given.get("--threads"))
            : Runtime.getRuntime().availableProcessors(),
        given.containsKey("--json"),
        help);
  }

  private static Optional<String> or(
      Map<String, String> given, String name, Map<String, String> environment, String variable) {
    return Optional.ofNullable(given.get(name))
        .or(() -> Optional.ofNullable(environment.get(variable)));
  }

  private static void require(boolean held, String otherwise) throws CannotStart {
    if (!held) {
      throw usage(otherwise);
    }
  }

  private static Path path(String text) throws CannotStart {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw usage("\"" + shown(text) + "\" is no file");
    }
  }

  private static Instant time(String text) throws CannotStart {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw usage("\"" + shown(text) + "\" is no time like 2026-11-24T09:00:00Z");
    }
  }

  private static ChainId chain(String text) throws CannotStart {
    try {
      return new ChainId(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      throw usage("\"" + shown(text) + "\" is no chain");
    }
  }

  private static int threads(String text) throws CannotStart {
    try {
      int threads = Integer.parseInt(text);
      require(threads >= 1 && threads <= MAX_THREADS, "\"--threads\" is from 1 to " + MAX_THREADS);
      return threads;
    } catch (NumberFormatException e) {
      throw usage("\"" + shown(text) + "\" is no number of threads");
    }
  }

  /** A token on the command line must not end in a log of what was wrong with it. */
  private static String shown(String argument) {
    int most = 40;
    return argument.length() <= most ? argument : argument.substring(0, most) + "…";
  }

  private static CannotStart usage(String problem) {
    return new CannotStart(problem + "; \"deputy replay --help\" says how");
  }
}
