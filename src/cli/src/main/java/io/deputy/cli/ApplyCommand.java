package io.deputy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deputy.Reason;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts a directory file into force at a running issuer. */
@Command(
    name = "apply",
    description =
        "Puts a directory file into force at a running issuer, or shows what would change.",
    footer = {
      "",
      "Exit codes: 0 done, and with --dry-run: no live token would be cut; 1 refused, and with",
      "--dry-run: live tokens would be cut; 2 could not be done or wrong usage."
    })
final class ApplyCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "<file>",
      description = "The directory as YAML; key files that it names are read here.")
  private String file;

  @Option(
      names = "--dry-run",
      description = "Changes nothing: shows the difference and the live tokens it would cut.")
  private boolean dryRun;

  @Option(
      names = "--issuer",
      paramLabel = "<url>",
      defaultValue = "http://localhost:8080",
      description = "Where the issuer is; ${DEFAULT-VALUE} unless given.")
  private String issuer;

  @Option(
      names = "--token",
      required = true,
      paramLabel = "<text|@file|->",
      description = "An operator's access token with the scope deputy:admin.")
  private String token;

  @Option(
      names = "--expect",
      paramLabel = "<version>",
      description = "Only if this version is in force, as the dry run said.")
  private Long expected;

  @Option(names = "--json", description = "Answers in JSON.")
  private boolean json;

  ApplyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Unusable, InterruptedException {
    DirectoryYaml directory = DirectoryYaml.read(file);
    AdminClient client = new AdminClient(issuer, Inputs.token(token, console.in()));
    String ifMatch = expected == null ? "*" : "\"" + expected + "\"";
    AdminClient.Answer answer = client.putDirectory(directory.json(), ifMatch, dryRun);
    if (answer.isDone()) {
      return done(answer.body());
    }
    refused(answer.body(), directory);
    return answer.isRefused() ? Exit.NO : Exit.NO_ANSWER;
  }

  private int done(JsonNode answer) {
    JsonNode shrinks = answer.path("shrinks");
    // What was not examined may be cut as well: then nobody said that nothing is.
    boolean cuts = shrinks.path("count").asInt() > 0 || shrinks.path("truncated").asBoolean();
    if (json) {
      JsonAnswer.print(console, (ObjectNode) answer);
    } else {
      show(answer);
    }
    return dryRun && cuts ? Exit.NO : Exit.YES;
  }

  private void show(JsonNode answer) {
    String version = answer.path("version").asText();
    JsonNode changes = answer.path("changes");
    if (changes.isEmpty()) {
      console.out().println("nothing differs; version " + version + " is in force");
      return;
    }
    console
        .out()
        .println(
            dryRun
                ? "version " + version + " is in force and stays so; this would change:"
                : console.paint().good("version " + version + " is in force") + "; it changed:");
    for (JsonNode change : changes) {
      ChangeText.lines(change).forEach(line -> console.out().println("  " + line));
    }
    if (dryRun) {
      showCuts(answer.path("shrinks"));
      console.out().println("apply exactly this with --expect " + version);
    }
  }

  private void showCuts(JsonNode shrinks) {
    int count = shrinks.path("count").asInt();
    String of = " of " + shrinks.path("examined").asInt() + " live tokens";
    console
        .out()
        .println(
            count == 0
                ? console.paint().good("none" + of + " would be cut")
                : console.paint().warning(count + of + " would be cut")
                    + ": they could not be extended as they are; those of disabled agents are"
                    + " revoked, gateways honour the others until they expire");
    shrinks.path("hops").forEach(hop -> console.out().println("  " + ChangeText.cut(hop)));
    int unlisted = count - shrinks.path("hops").size();
    if (unlisted > 0) {
      console.out().println("  and " + unlisted + " more");
    }
    if (shrinks.path("truncated").asBoolean()) {
      console.out().println("  there are more live tokens than were examined");
    }
  }

  private void refused(JsonNode answer, DirectoryYaml directory) {
    JsonNode problems = answer.path("problems");
    String reason = answer.path("reason").asText();
    if (json) {
      ObjectNode said = JsonAnswer.object().put("outcome", "refused").put("reason", reason);
      said.put("detail", answer.path("error_description").asText());
      ArrayNode list = said.putArray("problems");
      for (JsonNode problem : problems) {
        String pointer = problem.path("pointer").asText();
        list.addObject()
            .put("place", directory.place(pointer))
            .put("pointer", pointer)
            .put("problem", problem.path("problem").asText());
      }
      JsonAnswer.print(console, said);
    } else if (reason.equals(Reason.DIRECTORY_INVALID.code())) {
      for (JsonNode problem : problems) {
        console
            .err()
            .println(
                Printable.line(
                    directory.place(problem.path("pointer").asText())
                        + ": "
                        + problem.path("problem").asText()));
      }
      console.complain("the directory is not valid, so nothing was changed");
    } else {
      console.complain(
          Printable.line("refused: " + reason + ": " + answer.path("error_description").asText()));
    }
  }
}
