package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What representatives are for: whatever value there is, one of them is admitted by the same. */
final class StandIns {
  private static final Dimension ARGUMENT = new Dimension.Argument(new Pointer("/a"));

  private StandIns() {}

  /** The representatives of an argument on which these constraints stand. */
  static List<Optional<Value>> of(List<Constraint> constraints) {
    Points points = Representatives.of(Kind.MCP, ARGUMENT, constraints, List.of(), new Steps());
    List<Optional<Value>> all = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      all.add(points.get(i));
    }
    return all;
  }

  /** Fails if one of these values is told apart from all representatives. */
  static void standForEach(List<Constraint> constraints, List<? extends Value> values) {
    Set<List<Boolean>> represented = new HashSet<>();
    of(constraints).forEach(point -> represented.add(answers(constraints, point)));
    for (Value value : values) {
      assertThat(represented).as("%s", value).contains(answers(constraints, Optional.of(value)));
    }
  }

  static void standForEachText(List<Constraint> constraints, List<String> texts) {
    standForEach(constraints, texts.stream().map(Value.Text::new).toList());
  }

  private static List<Boolean> answers(List<Constraint> constraints, Optional<Value> value) {
    return constraints.stream().map(c -> c.admits(value)).toList();
  }
}
