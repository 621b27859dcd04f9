package io.deputy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.chain.TrustedKey.Role;
import io.deputy.chain.TrustedKey.State;
import io.deputy.chain.TrustedKeys;
import io.deputy.json.Jwks;
import io.deputy.log.Checkpoint;
import io.deputy.log.NoteKey;
import io.deputy.minting.keys.IssuerKey;
import io.deputy.minting.keys.KeyFolder;
import io.deputy.minting.keys.KeyManifest;
import io.deputy.minting.keys.KeysInvalid;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The issuer's own keys: what signs, what stands by, and what is not to be trusted any more. */
@Command(
    name = "keys",
    description = {
      "Makes, rotates and revokes an issuer's own keys. A running issuer takes a change up within"
          + " seconds."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Exit codes: 0 done, 2 not done or wrong usage."})
final class KeysCommand implements Runnable {
  private final Console console;
  @Spec private CommandSpec spec;

  KeysCommand(Console console) {
    this.console = console;
  }

  /** Whose keys are printed. */
  static final class OfIssuer {
    @Option(
        names = "--issuer",
        required = true,
        paramLabel = "<url>",
        description = "The issuer's URL, as its tokens name it.")
    private String issuer;
  }

  private interface Change {
    IssuerKey in(KeyFolder folder) throws KeysInvalid, Unusable;
  }

  @Command(name = "list", description = "Shows every key, and which of each role signs.")
  int list(
      @Mixin KeyOptions options,
      @Option(names = "--json", description = "Answers in JSON.") boolean json)
      throws Unusable {
    try {
      show(options.folder().read(), json);
      return Exit.YES;
    } catch (KeysInvalid e) {
      throw unusable(e);
    }
  }

  @Command(
      name = "bundle-keys",
      description = {
        "Prints the public keys that sign trust bundles, as a JWK set (RFC 7517). Hand it to gateways"
            + " by a way that you trust, and again after each change: they believe no bundle that"
            + " none of these keys signed."
      })
  int bundleKeys(@Mixin KeyOptions options, @Mixin OfIssuer of) throws Unusable {
    try {
      TrustedKeys keys = options.folder().read().pinned(of.issuer);
      if (keys.keys().isEmpty()) {
        throw new Unusable(
            "there is no bundle key yet; start the issuer, or make one with \"deputy keys generate"
                + " --role bundle\"");
      }
      String set = Jwks.write(keys);
      Jwks.read(set); // Nobody could pin what gateways refuse to read.
      console.out().println(set);
      return Exit.YES;
    } catch (KeysInvalid e) {
      throw unusable(e);
    } catch (Refusal e) {
      throw new Unusable(Printable.line(e.getMessage()));
    }
  }

  @Command(
      name = "log-keys",
      description = {
        "Prints the public keys that sign the transparency log, a line each, as witnesses and other"
            + " tools for C2SP checkpoints take them."
      })
  int logKeys(@Mixin KeyOptions options, @Mixin OfIssuer of) throws Unusable {
    try {
      options.folder().read().published(of.issuer).keys().stream()
          .filter(k -> k.role() == Role.LOG && k.state() != State.COMPROMISED)
          .map(k -> new NoteKey(Checkpoint.origin(of.issuer), k.key()).text())
          .forEach(console.out()::println);
      return Exit.YES;
    } catch (KeysInvalid e) {
      throw unusable(e);
    } catch (IllegalArgumentException e) {
      throw new Unusable(Printable.line(Describe.quote(of.issuer) + ": " + e.getMessage()));
    }
  }

  @Command(
      name = "generate",
      description = "Makes a key that stands by; without a role, the key folder of a new issuer.")
  int generate(
      @Mixin KeyOptions options,
      @Option(
              names = "--role",
              paramLabel = "<role>",
              description = "root, attestation, bundle or log.")
          String role,
      @Option(names = "--json", description = "Answers in JSON.") boolean json)
      throws Unusable {
    if (options.isUnencrypted()) {
      console.err().println("no passphrase and no module: keys are made without encryption");
    }
    if (role != null) {
      Role known = role(role);
      return change(options, json, "made", folder -> folder.generate(known, Instant.now()));
    }
    try {
      show(options.folder().create(Instant.now()), json);
      return Exit.YES;
    } catch (KeysInvalid e) {
      throw unusable(e);
    }
  }

  @Command(
      name = "rotate",
      description = {
        "Retires the key of a role that signs: the one that stands by signs from now on, and another"
            + " is made to stand by. What the old key signed verifies until it expires."
      })
  int rotate(
      @Mixin KeyOptions options,
      @Option(
              names = "--role",
              required = true,
              paramLabel = "<role>",
              description = "root, attestation, bundle or log.")
          String role,
      @Option(
              names = "--overlap",
              defaultValue = "PT1H",
              paramLabel = "<duration>",
              description =
                  "How long the next key must have been there, so that gateways know it:"
                      + " ${DEFAULT-VALUE} unless given.")
          String overlap,
      @Option(names = "--json", description = "Answers in JSON.") boolean json)
      throws Unusable {
    Role known = role(role);
    Duration atLeast = duration(overlap);
    return change(options, json, "retires", folder -> folder.rotate(known, atLeast, Instant.now()));
  }

  @Command(
      name = "retire",
      description = "Retires one key: what it signed before verifies, and it signs no more.")
  int retire(
      @Mixin KeyOptions options,
      @Parameters(paramLabel = "<number>", description = "The number of the key.") int number,
      @Option(names = "--json", description = "Answers in JSON.") boolean json)
      throws Unusable {
    return change(options, json, "retires", folder -> folder.retire(number, Instant.now()));
  }

  @Command(
      name = "compromise",
      description = {
        "Marks a key as compromised: every token under it dies, at the issuer within seconds, and at"
            + " gateways when they fetch the keys."
      })
  int compromise(
      @Mixin KeyOptions options,
      @Parameters(paramLabel = "<number>", description = "The number of the key.") int number,
      @Option(names = "--json", description = "Answers in JSON.") boolean json)
      throws Unusable {
    return change(options, json, "compromised", folder -> folder.compromise(number, Instant.now()));
  }

  private int change(KeyOptions options, boolean json, String done, Change change) throws Unusable {
    try {
      KeyFolder folder = options.folder();
      IssuerKey key = change.in(folder);
      if (json) {
        show(folder.read(), true);
      } else {
        console.out().println(key.name() + " " + done + " " + key.since());
      }
      return Exit.YES;
    } catch (KeysInvalid e) {
      throw unusable(e);
    }
  }

  private void show(KeyManifest manifest, boolean json) {
    if (json) {
      ObjectNode answer = JsonAnswer.object();
      ArrayNode keys = answer.putArray("keys");
      for (IssuerKey key : manifest.keys()) {
        keys.addObject()
            .put("number", key.number())
            .put("role", lower(key.role()))
            .put("state", lower(key.state()))
            .put("since", key.since().toString())
            .put("use", use(manifest, key))
            .put("key", KeyManifest.publicText(key.key()));
      }
      JsonAnswer.print(console, answer);
      return;
    }
    for (IssuerKey key : manifest.keys()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "%-6d %-12s %-12s %-22s %-10s %s%n",
              key.number(),
              lower(key.role()),
              lower(key.state()),
              key.since(),
              use(manifest, key),
              KeyManifest.publicText(key.key()));
    }
  }

  private static String use(KeyManifest manifest, IssuerKey key) {
    return switch (key.state()) {
      case ACTIVE ->
          manifest.signing(key.role()).filter(key::equals).isPresent() ? "signs" : "stands by";
      case RETIRED -> "verifies";
      case COMPROMISED -> "none";
    };
  }

  private static Role role(String given) throws Unusable {
    for (Role role : Role.values()) {
      if (lower(role).equals(given)) {
        return role;
      }
    }
    throw new Unusable(
        Describe.quote(given)
            + " is not a role; give one of "
            + List.of(Role.values()).stream().map(KeysCommand::lower).toList());
  }

  private static Duration duration(String given) throws Unusable {
    try {
      Duration duration = Duration.parse(given);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below, with what would be right.
    }
    throw new Unusable(Describe.quote(given) + " is not a duration; write it like PT1H");
  }

  private static Unusable unusable(KeysInvalid problem) {
    return new Unusable(Printable.line(problem.getMessage()));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Without a command there is nothing to do: says what there is. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command is given");
  }
}
