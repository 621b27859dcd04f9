package io.deputy.cli;

import io.deputy.capability.Describe;
import io.deputy.capability.Loss;
import io.deputy.capability.Rights;
import java.util.ArrayList;
import java.util.List;

/** Rights, and what became of them, in lines for people. */
public final class RightsText {
  private RightsText() {}

  /** What they allow, a line for each capability. */
  public static List<String> lines(Rights rights) {
    if (rights.capabilities().isEmpty()) {
      return List.of("nothing");
    }
    return rights.capabilities().stream().map(Describe::capability).toList();
  }

  /** What {@code after} lacks of {@code before}. */
  public static List<String> lost(Rights before, Rights after) {
    List<String> lines = new ArrayList<>();
    for (Loss loss : before.without(after)) {
      if (loss.isWhole()) {
        lines.add("all of: " + Describe.capability(loss.capability()));
      } else if (loss.kept().size() == 1) {
        lines.add("on " + Describe.escape(loss.capability().server()) + ":");
        loss.kept().get(0).changes().forEach(change -> lines.add("  " + line(change)));
      } else {
        lines.add("of: " + Describe.capability(loss.capability()));
        loss.kept()
            .forEach(kept -> lines.add("  all but: " + Describe.capability(kept.capability())));
      }
    }
    return lines.isEmpty() ? List.of("nothing") : List.copyOf(lines);
  }

  private static String line(Loss.Change change) {
    return Describe.escape(change.dimension()) + ": " + change.from() + " -> " + change.to();
  }
}
