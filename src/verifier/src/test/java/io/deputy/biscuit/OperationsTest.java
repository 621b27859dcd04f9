package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both answers of every operation, on every type that it takes. */
class OperationsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"a\".type() === \"string\"",
        "2026-11-24T09:00:00Z.type() === \"date\"",
        "hex:00.type() === \"bytes\"",
        "true.type() === \"bool\"",
        "null.type() === \"null\"",
        "[1].type() === \"array\"",
        "\"abc\".contains(\"bc\")",
        "{\"a\": 1}.contains(\"a\")",
        "{7: 1}.contains(7)",
        "[{\"a\": 1}] == [{\"a\": 1}]",
        "{hex:01, hex:02} === {hex:02, hex:01}",
        "{true, false} === {false, true}",
        "{2026-11-24T09:00:00Z, 2026-11-25T09:00:00Z}.contains(2026-11-25T09:00:00Z)",
        "{\"a\", \"b\"}.union({\"b\", \"c\"}) === {\"c\", \"b\", \"a\"}",
        "{\"a\": [1, {\"b\": 2}], \"c\": 3} == {\"c\": 3, \"a\": [1, {\"b\": 2}]}",
        "[1, 2].get(0) === 1",
        "[1, 2].get(1) === 2",
        "[1, 2].get(2) === null",
        "{\"a\": 1}.get(\"b\") === null",
        "{3: \"x\"}.get(3) === \"x\"",
        "[1, 2].starts_with([1, 2])",
        "[1, 2].ends_with([1, 2])",
        "\"abc\".ends_with(\"bc\")",
        "7 > 6",
        "7 >= 7",
        "7 <= 7",
        "9223372036854775806 + 1 === 9223372036854775807",
        "{1: 2}.length() === 1",
        "\"a\" !== \"b\"",
        "1 / -1 === -1",
        "\"x\".extern::is(\"x\")",
        "\"x\".extern::lone()",
      })
  void isTrue(String expression) throws Refusal {
    assertThat(decide(expression)).isEqualTo(new Outcome.Authorized(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"abc\".contains(\"ca\")",
        "{\"a\": 1}.contains(\"b\")",
        "{\"a\": 1}.contains(null)",
        "[1, 2].contains(3)",
        "[1].contains(\"1\")",
        "{1, 2}.contains({2, 3})",
        "{1}.contains(\"1\")",
        "\"abc\".starts_with(\"bc\")",
        "\"abc\".ends_with(\"ab\")",
        "[1, 2].starts_with([2])",
        "[1, 2].ends_with([1])",
        "{hex:01, hex:02} === {hex:02, hex:03}",
        "{true} === {false}",
        "{\"a\": 1} == {\"a\": 2}",
        "{\"a\": 1} == {\"b\": 1}",
        "{\"a\": 1} == {\"a\": 1, \"b\": 2}",
        "[{\"a\": 1}] == [{\"a\": 2}]",
        "[[1]] == [[2]]",
        "{1, 2} === {1, 3}",
        "2026-11-24T09:00:00Z === 2026-11-24T09:00:01Z",
        "hex:00 === hex:01",
        "\"a\" === \"b\"",
        "true === false",
        "1 == true",
        "\"1\" == 1",
        "null == false",
        "7 > 7",
        "7 < 7",
        "8 <= 7",
        "6 >= 7",
        "\"x\".extern::is(\"y\")",
      })
  void isFalse(String expression) throws Refusal {
    assertThat(decide(expression)).isInstanceOf(Outcome.Refused.class);
    assertThat(decide("!(" + expression + ")")).isEqualTo(new Outcome.Authorized(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"x\".extern::refuses(\"y\")",
        "\"x\".extern::nobody(\"y\")",
        "{\"a\": 1}.get(true) === 1",
        "{1}.contains([1])",
        "{1}.contains({\"a\": 1})",
        "1.contains(1)",
        "1.starts_with(1)",
        "1.all($x -> true)",
        "hex:00 + hex:01 === hex:0001",
        "true & false === true",
      })
  void isAnError(String expression) throws Refusal {
    assertThat(decide(expression))
        .isInstanceOfSatisfying(
            Outcome.Undecided.class,
            u -> assertThat(u.reason()).isEqualTo(Reason.EVALUATION_ERROR));
  }

  /** A try inside a try, and what it leaves on the stack. */
  @Test
  void errorDeepInside_isCaughtWhereItIsTried() throws Refusal {
    assertThat(decide("1 + (2 + (1 / 0).try_or(3)) === 6")).isEqualTo(new Outcome.Authorized(0));
    assertThat(decide("((1 / 0).try_or(1 / 0)).try_or(4) === 4"))
        .isEqualTo(new Outcome.Authorized(0));
  }

  private static Outcome decide(String expression) throws Refusal {
    return Evaluation.run(
        Worlds.token("check if " + expression),
        DatalogParser.authorizer("allow if true"),
        EvaluationLimits.STANDARD,
        Map.of(
            "is", (left, right) -> Optional.of(new Term.Bool(left.equals(right.orElseThrow()))),
            "lone", (left, right) -> Optional.of(new Term.Bool(right.isEmpty())),
            "refuses", (left, right) -> Optional.empty()));
  }
}
