package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompoundTest {
  /** One word that, printed, looks like two words: dropping either member would admit more. */
  @Test
  void membersThatPrintAlikeAreAllKept() {
    Constraint two = either("a", "b");
    Constraint one = either("a], Text[value=b");
    assertThat(one).hasToString(two.toString()).isNotEqualTo(two);
    Constraint starts = new Constraint.Prefix("");
    Constraint.All all = new Constraint.All(List.of(two, one, starts));
    assertThat(all.members()).containsExactlyInAnyOrder(two, one, starts);
    assertThat(all.admits(Optional.of(new Value.Text("a")))).isFalse();
    assertThat(Constraint.all(List.of(two, one)).admits(Optional.of(new Value.Text("b"))))
        .isFalse();
  }

  private static Constraint either(String... values) {
    return new Constraint.Any(
        List.of(
            new Constraint.Prefix("x"),
            new Constraint.OneOf(
                Arrays.stream(values).<Value.Scalar>map(Value.Text::new).toList())));
  }
}
