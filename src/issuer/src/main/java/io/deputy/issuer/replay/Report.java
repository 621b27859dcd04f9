package io.deputy.issuer.replay;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came out of one replay.
 *
 * @param subject what was replayed
 * @param hops how many hops
 * @param decisions how many decisions of gateways
 * @param findings in the order of the rows; none if all of it is as recorded
 * @param standings whether each hop would pass at another time, if that was asked
 */
public record Report(
    Subject subject, int hops, int decisions, List<Finding> findings, List<Standing> standings) {
  public Report {
    Objects.requireNonNull(subject);
    findings = List.copyOf(findings);
    standings = List.copyOf(standings);
  }

  /** What it comes to. */
  public enum Outcome {
    /** All of it was recomputed, and is as recorded. */
    SAME,
    /** Nothing differs, and something could not be recomputed. */
    NOT_RECOMPUTABLE,
    /** Something differs from what is recorded. */
    DIFFERENT
  }

  /** What it comes to: the worst that was found. */
  public Outcome outcome() {
    if (findings.isEmpty()) {
      return Outcome.SAME;
    }
    return findings.stream().allMatch(f -> f instanceof Finding.NotRecomputable)
        ? Outcome.NOT_RECOMPUTABLE
        : Outcome.DIFFERENT;
  }

  /** The same with further findings. */
  Report with(List<Finding> further) {
    return new Report(
        subject,
        hops,
        decisions,
        Stream.concat(findings.stream(), further.stream()).toList(),
        standings);
  }

  /** For people: a line that sums it up, and one for each finding. */
  public String describe() {
    String first =
        subject.describe()
            + ": "
            + switch (outcome()) {
              case SAME -> "as recorded";
              case NOT_RECOMPUTABLE -> "nothing differs, but not everything can be recomputed";
              case DIFFERENT -> "not as recorded";
            }
            + " ("
            + counted(hops, "hop")
            + ", "
            + counted(decisions, "decision")
            + ")\n";
    return first
        + findings.stream().map(f -> "  " + f.describe() + "\n").collect(Collectors.joining())
        + standings.stream().map(s -> "  " + s.describe() + "\n").collect(Collectors.joining());
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
