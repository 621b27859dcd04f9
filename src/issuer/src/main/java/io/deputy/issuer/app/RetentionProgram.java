package io.deputy.issuer.app;

import io.agroal.api.AgroalDataSource;
import io.deputy.Refusal;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.issuer.keys.JwsSigner;
import io.deputy.issuer.postgres.PostgresRetention;
import io.deputy.json.TombstoneJson;
import io.deputy.log.Checkpoint;
import io.deputy.log.NoteKey;
import io.deputy.log.Tombstone;
import io.deputy.minting.Signer;
import io.deputy.minting.SignerUnavailable;
import io.deputy.minting.keys.IssuerKey;
import io.deputy.minting.keys.KeyFolder;
import io.deputy.minting.keys.KeyManifest;
import io.deputy.minting.keys.KeysInvalid;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code deputy retention}: deletes decisions of months that are over, and leaves a tombstone for
 * each, signed with the issuer's log key. It starts no service, and needs a login that may delete,
 * which the service has not.
 */
final class RetentionProgram {
  static final int DONE = 0;

  /** Not all was deleted that should be. */
  static final int FAILED = 2;

  private static final String HELP =
      """
      Usage: deputy retention --before <month> --policy <text> --database <jdbc url>
                              [--login <login>] [--by <name>] [--dry-run]
      Deletes the decisions that were recorded before a month, whole months at once, each together
      with the batches that brought it. For each month a tombstone stays, signed with the log key and
      in the log, so that replay says what was deleted, and finds what was deleted otherwise. Hops,
      revocations and histories stay. Replay first: what is deleted cannot be decided again.

        --before <month>    like 2026-01; that month, and the running one, stay
        --policy <text>     why: what the tombstone says to whoever asks
        --database <url>    jdbc:postgresql://<host>/<database>; or DEPUTY_RETENTION_DATABASE_URL
        --login <login>     a member of deputy_retention; or DEPUTY_RETENTION_USERNAME. The password:
                            DEPUTY_RETENTION_PASSWORD
        --by <name>         who deletes; the user of this machine unless said
        --dry-run           only names the months

      The signing keys are found as "deputy serve" finds them: DEPUTY_HOME, DEPUTY_KEYS,
      DEPUTY_KEYS_PASSPHRASE_FILE, DEPUTY_PKCS11_... and DEPUTY_ISSUER.

      Exit code: 0 all deleted, 2 not all.
      """;

  private static final Set<String> VALUES =
      Set.of("--before", "--policy", "--database", "--login", "--by");

  /** One line of a report. */
  private static final int MAX_WORDS = 512;

  private final String origin;
  private final Signer key;
  private final String policy;
  private final String by;

  private RetentionProgram(String origin, Signer key, String policy, String by) {
    this.origin = origin;
    this.key = key;
    this.policy = policy;
    this.by = by;
  }

  /** Runs it, and gives the exit code. */
  static int run(String[] given, PrintStream out, PrintStream err) {
    return run(given, System.getenv(), Main.settings(), out, err);
  }

  static int run(
      String[] given,
      Map<String, String> env,
      Settings settings,
      PrintStream out,
      PrintStream err) {
    try {
      Arguments arguments = new Arguments("retention", given, Set.of("--dry-run"), VALUES);
      if (arguments.help()) {
        out.print(HELP);
      } else {
        run(arguments, env, settings, out);
      }
      return DONE;
    } catch (CannotStart | KeysInvalid e) {
      err.println("deputy: " + e.getMessage());
    } catch (SignerUnavailable e) {
      err.println("deputy: the log key does not sign now, so nothing more was deleted");
    } catch (SQLException e) {
      err.println("deputy: nothing more was deleted: " + e.getMessage());
    }
    return FAILED;
  }

  private static void run(
      Arguments arguments, Map<String, String> env, Settings settings, PrintStream out)
      throws CannotStart, KeysInvalid, SQLException {
    arguments.require(arguments.subject().isEmpty(), "only options are expected");
    YearMonth before = month(arguments);
    String policy = words(arguments, "--policy", "");
    String by = words(arguments, "--by", System.getProperty("user.name"));
    ProgramDatabase database =
        ProgramDatabase.of("RETENTION", arguments.get("--database"), arguments.get("--login"), env);
    arguments.require(!database.url().isEmpty(), "\"--database\" is missing");
    try (AgroalDataSource connections = database.open("deputy retention", 1, false)) {
      PostgresRetention retention = new PostgresRetention(connections);
      RetentionProgram program =
          RetentionProgram.of(settings, retention.newestCheckpoint(), policy, by);
      for (YearMonth month : retention.before(before)) {
        if (arguments.has("--dry-run")) {
          out.printf("decisions of %s would be deleted%n", month);
        } else {
          program.delete(retention, month, out);
        }
      }
    }
  }

  private void delete(PostgresRetention retention, YearMonth month, PrintStream out)
      throws SQLException {
    PostgresRetention.Deleted deleted =
        retention.delete(
            month,
            (number, of, contents) ->
                TombstoneJson.write(
                    new Tombstone(
                        origin,
                        number,
                        of,
                        contents.batches(),
                        contents.decisions(),
                        contents.digest(),
                        policy,
                        by,
                        Instant.now()),
                    key.publicKey(),
                    new JwsSigner(key)::sign));
    out.printf(
        "%d decisions of %s deleted, tombstone %d%n",
        deleted.contents().decisions(), month, deleted.tombstone());
  }

  private static YearMonth month(Arguments arguments) throws CannotStart {
    String text = arguments.get("--before").orElse("");
    try {
      YearMonth month = YearMonth.parse(text);
      arguments.require(
          !month.isAfter(YearMonth.now(ZoneOffset.UTC)), "\"--before\" is not a month to come");
      return month;
    } catch (DateTimeException e) {
      throw arguments.usage("\"--before\" is a month like 2026-01");
    }
  }

  private static String words(Arguments arguments, String name, String otherwise)
      throws CannotStart {
    String text = arguments.get(name).orElse(otherwise).strip();
    arguments.require(
        !text.isEmpty()
            && text.length() <= MAX_WORDS
            && text.codePoints().noneMatch(Character::isISOControl),
        "\"" + name + "\" is one line of at most " + MAX_WORDS + " characters");
    return text;
  }

  /** A tombstone of another issuer, or by a key that nobody knows, would say nothing. */
  private static RetentionProgram of(
      Settings settings, Optional<String> checkpoint, String policy, String by)
      throws CannotStart, KeysInvalid {
    KeyFolder folder = KeySettings.folder(settings);
    KeyManifest manifest = folder.read();
    IssuerKey key =
        manifest
            .signing(Role.LOG)
            .orElseThrow(() -> new KeysInvalid("there is no active key of the role log"));
    String origin = Checkpoint.origin(settings.issuer());
    List<NoteKey> known =
        manifest.published(settings.issuer()).keys().stream()
            .filter(k -> k.role() == Role.LOG)
            .map(k -> new NoteKey(origin, k.key()))
            .toList();
    try {
      Checkpoint.open(
          checkpoint.orElseThrow(() -> new CannotStart("the log has no checkpoint yet")), known);
    } catch (Refusal e) {
      throw new CannotStart(
          "these are not the keys, or DEPUTY_ISSUER is not the issuer, of this record: "
              + e.getMessage());
    }
    return new RetentionProgram(origin, folder.signer(key), policy, by);
  }
}
