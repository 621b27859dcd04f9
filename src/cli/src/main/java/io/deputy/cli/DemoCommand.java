package io.deputy.cli;

import io.deputy.capability.Describe;
import io.deputy.cli.demo.Demo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays a whole delegation against a real issuer. */
@Command(
    name = "demo",
    description = {
      "Plays a whole delegation against a real issuer: alice -> orchestrator -> researcher ->"
          + " summarizer, then verifies the last token offline."
    },
    footer = {"", "Exit codes: 0 it went as the story says, 1 it did not, 2 wrong usage."})
final class DemoCommand implements Callable<Integer> {
  /** Set by the launcher, which builds the issuer first. */
  private static final String ISSUER_JAR = "deputy.issuer.jar";

  private final Console console;

  @Option(names = "--keep", description = "Leaves the tokens, keys and the record to look at.")
  private boolean keep;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Unusable {
    String jar = System.getProperty(ISSUER_JAR);
    if (jar == null) {
      throw new Unusable("the issuer is not known; run the demo as ./deputy demo");
    }
    Path path = Path.of(jar);
    if (!Files.isRegularFile(path)) {
      throw new Unusable("the issuer " + Describe.quote(jar) + " does not exist; build it first");
    }
    return new Demo(console, path, keep).play() ? Exit.YES : Exit.NO;
  }
}
