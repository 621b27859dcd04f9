package io.deputy.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code deputy}. */
@Command(
    name = "deputy",
    description = "Delegation tokens for AI agents: rights that can only shrink.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "`deputy serve --help` tells how to run the issuer.",
      "Exit codes: 0 yes or done, 1 no, 2 could not decide or wrong usage."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String... args) {
    System.exit(run(Console.ofProcess(), args));
  }

  /** Runs one command and returns its exit code. */
  static int run(Console console, String... args) {
    CommandLine deputy =
        new CommandLine(new Main())
            .addSubcommand(new VerifyCommand(console))
            .addSubcommand(new InspectCommand(console))
            .addSubcommand(new ApplyCommand(console))
            .addSubcommand(new DemoCommand(console))
            .addSubcommand(new KeysCommand(console))
            .addSubcommand(new LogCommand(console));
    addHelp(deputy);
    return deputy
        // A token is given as @file; it must not be taken for a file of arguments.
        .setExpandAtFiles(false)
        .setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                console.paint() == Paint.COLOURED
                    ? CommandLine.Help.Ansi.ON
                    : CommandLine.Help.Ansi.OFF))
        .setParameterExceptionHandler((problem, given) -> misused(console, problem))
        .setExecutionExceptionHandler((problem, command, parsed) -> failed(console, problem))
        .execute(args);
  }

  /** There is no short form: a key's thumbprint may begin like one, and would be taken for it. */
  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(OptionSpec.builder("--help").usageHelp(true).description("Shows this.").build());
    command.getSubcommands().values().forEach(Main::addHelp);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  private static int misused(Console console, ParameterException problem) {
    String message = Printable.line(String.valueOf(problem.getMessage()));
    String line = message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    String command = problem.getCommandLine().getCommandSpec().qualifiedName();
    console.complain(line + "; \"" + command + " --help\" lists what there is");
    return Exit.NO_ANSWER;
  }

  private static int failed(Console console, Exception problem) {
    if (problem instanceof Unusable) {
      console.complain(problem.getMessage());
    } else {
      console.complain("a fault of ours, please report it:");
      problem.printStackTrace(console.err());
    }
    return Exit.NO_ANSWER;
  }

  /** Without a command there is nothing to do: says what there is. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command is given");
  }
}
