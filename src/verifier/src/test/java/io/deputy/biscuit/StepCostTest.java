package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each piece of work costs, to the step. A charge that is forgotten is work that a token gets
 * for nothing, and no test of a whole token would notice it.
 */
class StepCostTest {
  private static final String LONG = "x".repeat(130);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true | 1",
        "1 < 2 | 3",
        "\"abc\".length() === 3 | 4 + 4 + 2",
        "\"abc\" === \"abcd\" | 3 + 1 + 1",
        "\"LONG\" === \"abcd\" | 3 + 3 + 1",
        "hex:0001 === hex:00 | 3 + 3 + 2",
        "{1, 2} === {1} | 3 + 5 + 3",
        "[1, 2] == [1] | 3 + 3 + 2",
        "{\"ab\": 1} == {} | 3 + 9 + 1",
        "\"abc\".contains(\"b\") | 3 + 4 + 2",
        "{\"abc\", \"d\"}.contains(\"abc\") | 3 + 13 + 1",
        "{\"a\"}.contains(\"LONG\") | 3 + 5 + 3",
        "{1, 2}.contains({1}) | 3 + 5 + 3",
        "[1].contains(1) | 3 + 2 + 1",
        "\"abcdef\".starts_with(\"ab\") | 3 + 3",
        "\"abcdef\".ends_with(\"f\") | 3 + 2",
        "(\"ab\" + \"cde\") == \"abcde\" | 6 + 7 + 2",
        "{1, 2}.union({3}) == {1} | 5 + 8 + 10",
        "{1, 2}.intersection({2}) == {2} | 5 + 8 + 6",
        "[1, 2].all($x -> $x > 0) | 3 + 2 + 6",
        "[1, 2].any($x -> $x > 0) | 3 + 2 + 3",
        "{\"a\": 1, \"b\": 2}.all($x -> true) | 3 + 2 + 2",
        "true && false | 3 + 1",
        "false && true | 3",
        "true.try_or(false) | 3 + 1",
        "\"aaaa\".matches(\"a\") | 3 + 16 + 2",
        "\"aaaa\".matches(\"a{3}\") | 3 + 112 + 14",
        "\"aaaa\".matches(\"(a){3}\") | 3 + 288 + 36",
        "\"aaaa\".matches(\"a{2,30}\") | 3 + 592 + 74",
        "\"aaaa\".matches(\"((a){2}){3}\") | 3 + 1056 + 132",
        "\"a\".extern::same(\"a\") | 3 + 2 + 2 + 1",
        "\"a\".extern::same() | 2 + 2 + 1",
      })
  void expression(String expression, String steps) throws Refusal {
    assertThat(cost("check if " + expression.replace("LONG", LONG))).isEqualTo(sum(steps));
  }

  /** A pattern is compiled once in an evaluation. */
  @Test
  void patternSeenBefore() throws Refusal {
    String twice = "check if [\"aaaa\", \"aaaa\"].all($x -> $x.matches(\"a\"))";
    assertThat(cost(twice)).isEqualTo(3 + 2 + 2 * 3 + 16 + 2 * 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // A fact: its terms, and finding its group.
        "a(1) | 1 + 1",
        "a(\"LONG\") | 3 + 1",
        "a({1, 2}) | 5 + 1",
        "LONG(1) | 1 + 3",
        // A body: for each predicate 1, its terms and its group; for each fact 1 and its terms.
        "check if a($x) | 3",
        "a(1); a(2); check if a($x) | 4 + 3 + 2",
        "a(1); a(2); check if a(3) | 4 + 3 + 4",
        "a(1); a(2); check if a($x), a($y) | 4 + 6 + 4",
        "a(1, 2); check if a(1, 3) | 3 + 4 + 3",
        "a(\"LONG\"); check if a(\"LONG\") | 4 + 3 + 2 + 2",
        "a(hex:0001); check if a(hex:0001) | 4 + 3 + 2 + 6",
        "a(1); check if a(\"b\") | 2 + 3 + 2",
        "a(1); check all a($x), $x > 0 | 2 + 3 + 2 + 3",
        // A rule: 1, its predicates and their groups, in each round; what follows is a fact.
        "a(1); b($x) <- a($x) | 2 + 3 + 3 + 2 + 1 + 2 + 3",
        "b(1) <- true | 1 + 1 + 1 + 2 + 1",
      })
  void world(String block, String steps) throws Refusal {
    assertThat(cost(block.replace("LONG", LONG))).isEqualTo(sum(steps));
  }

  /** The steps that were taken are enough, and one fewer is not. */
  @Test
  void limitIsExact() throws Refusal {
    long steps = steps("a(1); check if a($x)", EvaluationLimits.STEPS).steps();
    assertThat(steps("a(1); check if a($x)", steps).outcome()).isEqualTo(new Outcome.Authorized(0));
    Evaluation fewer = steps("a(1); check if a($x)", steps - 1);
    assertThat(fewer.outcome()).isInstanceOf(Outcome.Undecided.class);
    assertThat(fewer.steps()).isEqualTo(steps - 1);
  }

  private static long cost(String block) throws Refusal {
    // The policy that is tried in the end is one operation.
    return steps(block, EvaluationLimits.STEPS).steps() - 1;
  }

  private static Evaluation steps(String block, long limit) throws Refusal {
    return Evaluation.trace(
        Worlds.token(block),
        DatalogParser.authorizer("allow if true"),
        new EvaluationLimits(limit, EvaluationLimits.FACTS),
        Map.of("same", (left, right) -> Optional.of(new Term.Bool(right.isEmpty()))));
  }

  private static long sum(String terms) {
    return List.of(terms.split(" \\+ ")).stream().mapToLong(Long::parseLong).sum();
  }
}
