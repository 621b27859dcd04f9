package io.deputy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.capability.Describe;
import io.deputy.chain.TrustedKey;
import io.deputy.json.InclusionPromiseJson;
import io.deputy.json.LogProofJson;
import io.deputy.log.Checkpoint;
import io.deputy.log.InclusionPromise;
import io.deputy.log.LogEntry;
import io.deputy.log.LogKind;
import io.deputy.log.LogProof;
import io.deputy.log.MerkleTree;
import io.deputy.log.NoteKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The transparency log of an issuer, as anybody can check it. */
@Command(
    name = "log",
    description = "Checks an issuer's transparency log, with its public keys only.",
    synopsisSubcommandLabel = "COMMAND")
final class LogCommand implements Runnable {
  private final Console console;
  @Spec private CommandSpec spec;

  LogCommand(Console console) {
    this.console = console;
  }

  @Command(
      name = "verify",
      description = {
        "Verifies the newest checkpoint of a log; that the log continues those that were saved,"
            + " with nothing changed or taken away; and that hops are in it."
      },
      footer = {
        "",
        "Exit codes: 0 all of it holds, 1 something does not, 2 could not tell or wrong usage."
      })
  int verify(
      @Option(
              names = "--log",
              required = true,
              paramLabel = "<url|folder>",
              description = "The issuer's URL; or a copy of its /audit/log, with the same paths.")
          String log,
      @Option(
              names = "--keys",
              required = true,
              paramLabel = "<file>",
              description = "The issuer's public keys: what it serves at /.well-known/jwks.json.")
          String keys,
      @Option(
              names = "--saved",
              paramLabel = "<file|folder>",
              description =
                  "Checkpoints that somebody kept: a gateway has some in trust/checkpoints.")
          List<String> saved,
      @Option(names = "--hop", paramLabel = "<id>", description = "A hop that must be in the log.")
          List<String> hops,
      @Option(
              names = "--promise",
              paramLabel = "<text|@file>",
              description = "What an exchange answered as log_promise: the log must have kept it.")
          List<String> promises,
      @Option(
              names = "--proof",
              paramLabel = "<file>",
              description = "A proof that was saved: the JSON of /audit/log/proof/<hop>.")
          List<String> proofs,
      @Option(
              names = "--save",
              paramLabel = "<file>",
              description = "Where to keep the newest checkpoint, if all of it holds.")
          String save,
      @Option(names = "--json", description = "Answers in JSON.") boolean json)
      throws Unusable {
    List<NoteKey> known = logKeys(keys);
    PublishedLog published = PublishedLog.of(log);
    Report report = new Report(console, json);
    try {
      Map<String, Claim> claimed = new TreeMap<>();
      for (String hop : orNone(hops)) {
        claimed.put("hop " + hop, new Claim(Optional.of(hop), fetched(published, hop)));
      }
      for (String proof : orNone(proofs)) {
        claimed.put("proof " + proof, new Claim(Optional.empty(), read(proof)));
      }
      for (String promise : orNone(promises)) {
        InclusionPromise made =
            InclusionPromiseJson.read(Inputs.token(promise, console.in()), known);
        String hop = made.entry().key();
        claimed.put(
            "hop " + hop + ", as promised", new Claim(Optional.of(hop), kept(published, made)));
      }
      // After the proofs, so that it is no older than they are.
      String note = published.checkpoint();
      Checkpoint newest = Checkpoint.open(note, known);
      report.newest(newest);
      MerkleTree tree = new MerkleTree(published, newest.head().size());
      for (Map.Entry<String, String> one : savedNotes(orNone(saved)).entrySet()) {
        requireContinued(one.getKey(), one.getValue(), known, newest, tree);
        report.holds("saved", one.getKey(), "the log continues it");
      }
      for (Map.Entry<String, Claim> one : claimed.entrySet()) {
        LogProof proof = one.getValue().proof();
        requireOf(one.getKey(), one.getValue());
        proof.verify(known);
        requireContinued(one.getKey(), proof.checkpoint(), known, newest, tree);
        report.holds("included", one.getKey(), "entry " + proof.index() + ", " + proof.entry());
      }
      if (save != null) {
        keep(save, note);
      }
      return report.end();
    } catch (Refusal refusal) {
      if (refusal.reason() == Reason.RECORD_UNAVAILABLE) {
        throw new Unusable(Printable.line(refusal.getMessage()));
      }
      return report.refused(refusal);
    }
  }

  private static List<String> orNone(List<String> given) {
    return given == null ? List.of() : given;
  }

  private static List<NoteKey> logKeys(String file) throws Unusable {
    List<NoteKey> keys =
        Inputs.keys(file).keys().stream()
            .filter(k -> k.role() == TrustedKey.Role.LOG)
            .filter(k -> k.state() != TrustedKey.State.COMPROMISED)
            .filter(k -> NoteKey.isName(Checkpoint.origin(k.issuer())))
            .map(k -> new NoteKey(Checkpoint.origin(k.issuer()), k.key()))
            .toList();
    if (keys.isEmpty()) {
      throw new Unusable(
          "key set file "
              + Describe.quote(file)
              + " has no key of the role log; fetch /.well-known/jwks.json of the issuer again");
    }
    return keys;
  }

  private static LogProof fetched(PublishedLog log, String hop) throws Unusable, Refusal {
    if (!hop.matches("[0-9a-f-]{36}")) {
      throw new Unusable(Describe.quote(hop) + " is not the id of a hop; it has 36 characters");
    }
    return LogProofJson.read(
        log.text("proof/" + hop, LogProofJson.MAX_CHARACTERS)
            .orElseThrow(
                () ->
                    new Refusal(
                        Reason.LOG_ENTRY_UNKNOWN,
                        "the log gives no proof of hop "
                            + hop
                            + "; it is there a second or two"
                            + " after the exchange, and a day at most, if it was ever issued")));
  }

  private static LogProof kept(PublishedLog log, InclusionPromise promise)
      throws Unusable, Refusal {
    LogProof proof = fetched(log, promise.entry().key());
    if (!proof.entry().equals(promise.entry().text())) {
      throw new Refusal(
          Reason.LOG_PROOF_INVALID,
          "the log has \""
              + proof.entry()
              + "\" and promised \""
              + promise.entry().text()
              + "\"; keep the promise");
    }
    return proof;
  }

  private static LogProof read(String file) throws Unusable, Refusal {
    return LogProofJson.read(Inputs.file(file, "proof"));
  }

  /**
   * What a proof is to show.
   *
   * @param hop that it must be of; any entry will do if none is named
   */
  private record Claim(Optional<String> hop, LogProof proof) {}

  /** A proof of something else proves nothing of a hop, nor does a row that was taken away. */
  private static void requireOf(String name, Claim claim) throws Refusal {
    Optional<LogEntry> entry = LogEntry.parse(claim.proof().entry());
    Optional<String> shown = entry.filter(e -> e.kind() == LogKind.HOP).map(LogEntry::key);
    if (claim.hop().isPresent() && !claim.hop().equals(shown)) {
      throw new Refusal(
          Reason.LOG_PROOF_INVALID,
          "the proof that was given for "
              + name
              + " is of another entry: "
              + claim.proof().entry());
    }
    if (entry.isPresent() && entry.get().digest().isEmpty()) {
      throw new Refusal(
          Reason.LOG_PROOF_INVALID,
          name + ": its row was gone when the log took it up; ask the issuer who took it away");
    }
  }

  private static void requireContinued(
      String name, String note, List<NoteKey> keys, Checkpoint newest, MerkleTree tree)
      throws Refusal {
    try {
      Checkpoint before = Checkpoint.open(note, keys);
      before.requireMayPrecede(newest);
      before.requirePrecedes(newest, tree.consistency(before.head().size()));
    } catch (Refusal refusal) {
      throw new Refusal(refusal.reason(), name + ": " + refusal.getMessage());
    }
  }

  /** By name, in their order. */
  private static Map<String, String> savedNotes(List<String> given) throws Unusable {
    Map<String, String> notes = new TreeMap<>();
    for (String name : given) {
      for (Path file : files(name)) {
        notes.put(file.toString(), Inputs.file(file.toString(), "checkpoint"));
      }
    }
    return notes;
  }

  private static List<Path> files(String name) throws Unusable {
    Path path = Path.of(name);
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> found = Files.list(path)) {
      List<Path> files = new ArrayList<>(found.filter(Files::isRegularFile).toList());
      if (files.isEmpty()) {
        throw new Unusable("there is no checkpoint in " + Describe.quote(name));
      }
      return files;
    } catch (IOException e) {
      throw new Unusable(
          Printable.line("folder " + Describe.quote(name) + " cannot be read: " + e));
    }
  }

  private static void keep(String file, String note) throws Unusable {
    try {
      Files.writeString(Path.of(file), note, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Unusable(
          Printable.line("the checkpoint cannot be kept in " + Describe.quote(file) + ": " + e));
    }
  }

  /** Without a command there is nothing to do: says what there is. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command is given");
  }

  /** What was found, told as it is found, or as one JSON object at the end. */
  private static final class Report {
    private final Console console;
    private final boolean json;
    private final ObjectNode answer = JsonAnswer.object();

    Report(Console console, boolean json) {
      this.console = console;
      this.json = json;
    }

    void newest(Checkpoint newest) {
      answer.put("log", newest.origin()).put("size", newest.head().size());
      answer.put("root", newest.head().root().toHex());
      tell(newest.origin() + " has " + newest.head().size() + " entries");
      tell("  root " + newest.head().root().toHex());
    }

    void holds(String member, String name, String what) {
      ArrayNode all = answer.withArray(member);
      all.addObject().put("name", name).put("holds", true).put("detail", what);
      tell("  " + name + ": " + what);
    }

    private void tell(String line) {
      if (!json) {
        console.out().println(Printable.line(line));
      }
    }

    int end() {
      if (json) {
        JsonAnswer.print(console, answer.put("verified", true));
      } else {
        console.out().println(console.paint().good("verified"));
      }
      return Exit.YES;
    }

    int refused(Refusal refusal) {
      if (json) {
        JsonAnswer.print(
            console,
            answer
                .put("verified", false)
                .put("reason", refusal.reason().code())
                .put("detail", refusal.getMessage()));
      } else {
        console.out().println(console.paint().bad("not verified: " + refusal.reason().code()));
        console.out().println("  " + Printable.line(refusal.getMessage()));
      }
      return Exit.NO;
    }
  }
}
