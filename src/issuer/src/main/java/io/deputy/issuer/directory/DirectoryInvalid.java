package io.deputy.issuer.directory;

import java.io.Serial;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** A directory cannot be used. The message has one line for each problem, with file and line. */
public final class DirectoryInvalid extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * @param more how many problems there are beside these
   */
  DirectoryInvalid(String file, List<Problem> problems, int more) {
    super(message(file, problems, more));
    this.problems = List.copyOf(problems);
  }

  static DirectoryInvalid of(String file, OptionalInt line, String text) {
    return new DirectoryInvalid(file, List.of(new Problem("", line, text)), 0);
  }

  private static String message(String file, List<Problem> problems, int more) {
    String lines = problems.stream().map(p -> p.in(file)).collect(Collectors.joining("\n"));
    return more == 0 ? lines : lines + "\nand " + more + " more; mend these first";
  }

  /** What is wrong; at least one, and not all if there are many. */
  public List<Problem> problems() {
    return problems;
  }
}
