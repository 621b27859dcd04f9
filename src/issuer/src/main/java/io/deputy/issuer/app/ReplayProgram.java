package io.deputy.issuer.app;

import io.agroal.api.AgroalDataSource;
import io.deputy.Refusal;
import io.deputy.chain.TokenText;
import io.deputy.chain.TrustedKeys;
import io.deputy.chain.UnverifiedChain;
import io.deputy.issuer.http.ReportJson;
import io.deputy.issuer.identity.GatewaySignatures;
import io.deputy.issuer.identity.SignedConsents;
import io.deputy.issuer.postgres.PostgresArchive;
import io.deputy.issuer.replay.Replay;
import io.deputy.issuer.replay.ReplayOfAll;
import io.deputy.issuer.replay.Report;
import io.deputy.issuer.replay.Subject;
import io.deputy.issuer.replay.View;
import io.deputy.json.Jwks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * {@code deputy replay}: decides again what is on record, as an auditor. It starts no service and
 * has no private key: it needs the issuer's public keys, and a login of the database that may read.
 */
final class ReplayProgram {
  /** Everything was recomputed, and is as recorded. */
  static final int SAME = 0;

  /** Something differs. */
  static final int DIFFERENT = 1;

  /** Nothing differs, and not everything could be decided; or nothing could. */
  static final int UNDECIDED = 2;

  /** A chain is told of after so many, so that a long run is seen to go on. */
  private static final int PROGRESS = 10_000;

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final ReplayOptions options;
  private final PrintStream out;
  private final PrintStream err;
  private int worst = SAME;
  private long chains;
  private long hops;
  private long decisions;
  private long findings;

  private ReplayProgram(ReplayOptions options, PrintStream out, PrintStream err) {
    this.options = Objects.requireNonNull(options);
    this.out = out;
    this.err = err;
  }

  /** Runs it, and gives the exit code. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    try {
      ReplayOptions options = ReplayOptions.parse(arguments, System.getenv());
      if (options.help()) {
        out.print(ReplayOptions.HELP);
        return SAME;
      }
      return new ReplayProgram(options, out, err).run();
    } catch (CannotStart e) {
      err.println("deputy: " + e.getMessage());
    } catch (Refusal refusal) {
      err.println("deputy: " + refusal.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("deputy: interrupted");
    }
    return UNDECIDED;
  }

  private int run() throws CannotStart, Refusal, InterruptedException {
    TrustedKeys keys = keys();
    try (AgroalDataSource database =
        new ProgramDatabase(options.database(), options.user(), options.password())
            .open("deputy replay", options.threads() + 1, true)) {
      return run(keys, new PostgresArchive(database));
    }
  }

  private int run(TrustedKeys keys, PostgresArchive archive)
      throws CannotStart, Refusal, InterruptedException {
    String issuer = options.issuer().orElseGet(() -> issuer(keys));
    Replay replay =
        Replay.of(
                keys,
                new SignedConsents(Set.of(issuer, issuer + "/token/exchange")),
                new GatewaySignatures(),
                archive,
                Instant.now())
            .continuing(SavedCheckpoints.read(options.checkpoints()));
    if (options.all()) {
      new ReplayOfAll(replay, view(), options.threads()).run(options.after(), this::tell);
      err.printf(
          "replayed %d chains, %d hops, %d decisions: %d findings%n",
          chains, hops, decisions, findings);
    } else {
      tell(named(replay));
    }
    return worst;
  }

  private TrustedKeys keys() throws CannotStart, Refusal {
    try {
      TrustedKeys keys = Jwks.read(Files.readString(options.keys()));
      if (keys.keys().isEmpty()) {
        throw new CannotStart("\"" + options.keys() + "\" has no keys");
      }
      return keys;
    } catch (IOException e) {
      throw new CannotStart(
          "the keys \""
              + options.keys()
              + "\" cannot be read; give a copy of the issuer's /.well-known/jwks.json");
    }
  }

  private static String issuer(TrustedKeys keys) {
    return keys.keys().get(0).issuer();
  }

  private View view() {
    if (options.asOf().isPresent()) {
      return View.asOf(options.asOf().get());
    }
    return options.today() ? View.today(Instant.now()) : View.ALL;
  }

  /** A chain by its own id, that of one of its hops, or a token of it. */
  private Report named(Replay replay) throws Refusal {
    String subject = options.subject().orElseThrow();
    return ID.matcher(subject).matches()
        ? replay.chainOrHop(UUID.fromString(subject), view())
        : replay.chain(UnverifiedChain.read(TokenText.read(subject)).id(), view());
  }

  private void tell(Report report) {
    hops += report.hops();
    decisions += report.decisions();
    findings += report.findings().size();
    worst = worse(worst, code(report.outcome()));
    boolean remarkable = report.outcome() != Report.Outcome.SAME || !report.standings().isEmpty();
    if (options.json()) {
      out.println(ReportJson.write(report));
    } else if (!options.all() || remarkable) {
      out.print(report.describe());
    }
    if (report.subject() instanceof Subject.OfChain of) {
      chains++;
      if (options.all() && chains % PROGRESS == 0) {
        err.printf("%d chains, %d hops; go on with --after %s%n", chains, hops, of.chain());
      }
    }
  }

  private static int code(Report.Outcome outcome) {
    return switch (outcome) {
      case SAME -> SAME;
      case NOT_RECOMPUTABLE -> UNDECIDED;
      case DIFFERENT -> DIFFERENT;
    };
  }

  /** That something differs outweighs that something cannot be said. */
  private static int worse(int one, int other) {
    if (one == DIFFERENT || other == DIFFERENT) {
      return DIFFERENT;
    }
    return Math.max(one, other);
  }
}
