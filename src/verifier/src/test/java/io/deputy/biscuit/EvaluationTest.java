package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationTest {
  private static final Outcome ALLOWED = new Outcome.Authorized(0);
  private static final PublicKey THIRD_PARTY = Tokens.publicKey(Tokens.secret(99));
  private static final PublicKey STRANGER = Tokens.publicKey(Tokens.secret(98));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-7 / 2 === -3",
        "9223372036854775807 - 1 < 9223372036854775807",
        "1 + 2 * 3 - 4 / 2 === 5",
        "(1 + 2) * 3 === 9",
        "10 - 3 - 2 === 5",
        "6 & 3 === 2",
        "1 | 2 ^ 3 === 0",
        "!(1 > 2) && 2 > 1",
        "true || 1 / 0 === 0",
        "!(false && 1 / 0 === 0)",
        "1 == 1 && 1 != \"1\"",
        "null == null",
        "null === null",
        "!(null == 1)",
        "{1, 2} === {2, 1}",
        "{1, 2}.contains({2})",
        "!{1, 2}.contains(3)",
        "{1, 2}.union({2, 3}).length() === 3",
        "{1, 2}.intersection({2, 3}) === {2}",
        "[1, 2] != [2, 1]",
        "[1, \"a\"].contains(\"a\")",
        "[1, 2].get(7) === null",
        "[1, 2].get(-1) === null",
        "[1, 2, 3].starts_with([1, 2]) && [1, 2, 3].ends_with([3])",
        "!([1].starts_with([1, 2]) || [1].ends_with([2, 1]))",
        "{\"a\": 1, 2: {}}.get(2) === {}",
        "{\"a\": 1} == {\"a\": 1}",
        "{\"a\": 1}.any($e -> $e.get(1) === 1)",
        "{,}.all($x -> false)",
        "!{,}.any($x -> true)",
        "[[1, 2], [3]].any($a -> $a.any($b -> $b === 3))",
        "(1 / 0 === 0).try_or(true)",
        "[1, 0].any($x -> (1 / $x === 5).try_or($x === 0))",
        "(true && [0].any($x -> 1 / $x === 0)).try_or(true)",
        "\"é\".length() === 2",
        "\"a\" + \"b\" === \"ab\"",
        "\"file12.txt\".matches(\"file[0-9]+\")",
        "!\"x\".matches(\"^file\")",
        "hex:00ff.length() === 2",
        "hex:00ff === hex:00ff",
        "2026-11-24T09:00:00Z < 2026-11-24T10:00:00Z",
        "2026-11-24T09:00:00Z === 2026-11-24T10:00:00+01:00",
        "1.type() === \"integer\" && {1}.type() === \"set\" && {}.type() === \"map\"",
      })
  void expressionIsTrue(String expression) throws Refusal {
    assertThat(Worlds.check(expression)).isEqualTo(ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1 / 0 === 0",
        "-9223372036854775808 / -1 === 0",
        "9223372036854775807 + 1 === 0",
        "-9223372036854775808 - 1 === 0",
        "4611686018427387904 * 2 === 0",
        "1 === \"1\"",
        "1 < \"2\"",
        "\"a\" < \"b\"",
        "2026-11-24T09:00:00Z < 5",
        "!1",
        "true && 1",
        "1 && true",
        "null === 1",
        "{1}.contains(null)",
        "[1].get(\"a\") === 1",
        "{1}.get(0) === 1",
        "1.length() === 1",
        "\"a\".starts_with(1)",
        "\"a\".matches(\"(\")",
        "!\"a\".matches(\"[\")",
        "\"a\".union(\"b\") === \"ab\"",
        "[1].any($x -> 1)",
        "true.try_or(1 / 0 === 0)",
        "true.extern::unknown()",
        "[1].all($x -> [2].all($x -> true))",
      })
  void expressionErrorDecidesNothing(String expression) throws Refusal {
    assertThat(Worlds.check(expression))
        .isInstanceOfSatisfying(
            Outcome.Undecided.class,
            u -> assertThat(u.reason()).isEqualTo(Reason.EVALUATION_ERROR));
  }

  @Test
  void errorInARuleDecidesNothing() throws Refusal {
    VerifiedBiscuit token = Worlds.token("a(1); b($x) <- a($x), $x / 0 === 1");
    assertThat(Worlds.decide(token, "allow if true")).isInstanceOf(Outcome.Undecided.class);
  }

  @Test
  void errorInAPolicyDecidesNothing() throws Refusal {
    assertThat(Worlds.decide(Worlds.token(""), "allow if 1 / 0 === 1; allow if true"))
        .isInstanceOf(Outcome.Undecided.class);
  }

  @Test
  void checksOfABlockDoNotSeeOtherHoldersFacts() throws Refusal {
    VerifiedBiscuit token = Worlds.token("", "fact(1)", "check if fact(1)");
    assertThat(Worlds.decide(token, "allow if true")).isInstanceOf(Outcome.Refused.class);
    VerifiedBiscuit own = Worlds.token("fact(2)", "", "fact(1); check if fact(1), fact(2)");
    assertThat(Worlds.decide(own, "allow if true")).isEqualTo(ALLOWED);
  }

  @Test
  void authorityDoesNotSeeLaterBlocks() throws Refusal {
    VerifiedBiscuit token = Worlds.token("check if fact(1)", "fact(1)");
    assertThat(Worlds.decide(token, "allow if true")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void authorizerDoesNotSeeLaterBlocksNorWhatTheyDerive() throws Refusal {
    VerifiedBiscuit token = Worlds.token("a(1)", "b($x) <- a($x)");
    assertThat(Worlds.decide(token, "allow if b(1)")).isInstanceOf(Outcome.Refused.class);
    assertThat(Worlds.decide(token, "allow if b(1) trusting previous"))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void previousTrustsEveryEarlierBlock() throws Refusal {
    VerifiedBiscuit token =
        Worlds.token("", "a(1)", "check if a(1) trusting previous; reject if b(1)", "b(1)");
    assertThat(Worlds.decide(token, "allow if true")).isEqualTo(ALLOWED);
    VerifiedBiscuit later = Worlds.token("", "check if a(1) trusting previous", "a(1)");
    assertThat(Worlds.decide(later, "allow if true")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void scopeOfTheBlockHoldsForItsChecksUnlessTheySayOtherwise() throws Refusal {
    VerifiedBiscuit token = Worlds.token("", "a(1)", "trusting previous; check if a(1)");
    assertThat(Worlds.decide(token, "allow if true")).isEqualTo(ALLOWED);
    VerifiedBiscuit narrowed =
        Worlds.token("", "a(1)", "trusting previous; check if a(1) trusting authority");
    assertThat(Worlds.decide(narrowed, "allow if true")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void keyTrustsTheBlocksThatItSigned() throws Refusal {
    VerifiedBiscuit token =
        Worlds.token(
            List.of(
                Worlds.block("", Optional.empty()),
                Worlds.block("a(1)", Optional.of(THIRD_PARTY)),
                Worlds.block("b(1)", Optional.of(THIRD_PARTY)),
                Worlds.block("c(1)", Optional.of(STRANGER))));
    String key = DatalogPrinter.key(THIRD_PARTY);
    assertThat(Worlds.decide(token, "allow if a(1), b(1) trusting " + key)).isEqualTo(ALLOWED);
    assertThat(Worlds.decide(token, "allow if c(1) trusting " + key))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(Worlds.decide(token, "allow if a(1)")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void rulesRunUntilNothingNewFollows() throws Refusal {
    VerifiedBiscuit token =
        Worlds.token(
            "edge(1, 2); edge(2, 3); edge(3, 4); edge(4, 1);"
                + "path($a, $b) <- edge($a, $b);"
                + "path($a, $c) <- path($a, $b), edge($b, $c);");
    Evaluation evaluation =
        Evaluation.trace(
            token,
            DatalogParser.authorizer("allow if path(1, 1), path(4, 3)"),
            EvaluationLimits.STANDARD,
            Map.of());
    assertThat(evaluation.outcome()).isEqualTo(ALLOWED);
    assertThat(evaluation.world()).hasSize(4 + 16);
  }

  @Test
  void variableTwiceInAPatternMustMatchTwice() throws Refusal {
    VerifiedBiscuit token = Worlds.token("pair(1, 2); pair(3, 3)");
    assertThat(Worlds.decide(token, "deny if pair($x, $x), $x === 1; allow if pair($x, $x)"))
        .isEqualTo(new Outcome.Authorized(1));
  }

  @Test
  void byteAndSetLiteralsMatchFacts() throws Refusal {
    VerifiedBiscuit token = Worlds.token("revoked(hex:aabb); set({1, 2})");
    assertThat(Worlds.decide(token, "allow if revoked(hex:aabb), set({2, 1})")).isEqualTo(ALLOWED);
  }

  @Test
  void checkAllNeedsAMatchAndEveryMatch() throws Refusal {
    VerifiedBiscuit token = Worlds.token("check all a($x), $x > 0");
    assertThat(Worlds.decide(token, "allow if true")).isInstanceOf(Outcome.Refused.class);
    assertThat(Worlds.decide(token, "a(1); a(2); allow if true")).isEqualTo(ALLOWED);
    assertThat(Worlds.decide(token, "a(1); a(0); allow if true"))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void rejectIfFailsWhenAnyOfItsQueriesMatches() throws Refusal {
    VerifiedBiscuit token = Worlds.token("reject if a(1) or a(2)");
    assertThat(Worlds.decide(token, "a(3); allow if true")).isEqualTo(ALLOWED);
    assertThat(Worlds.decide(token, "a(1); allow if true")).isInstanceOf(Outcome.Refused.class);
    assertThat(Worlds.decide(token, "a(2); allow if true")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void checkIfHoldsWhenAnyOfItsQueriesMatches() throws Refusal {
    VerifiedBiscuit token = Worlds.token("check if a(1) or a(2)");
    assertThat(Worlds.decide(token, "a(2); allow if true")).isEqualTo(ALLOWED);
    assertThat(Worlds.decide(token, "a(3); allow if true")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void policiesAreTriedInOrder() throws Refusal {
    VerifiedBiscuit token = Worlds.token("");
    assertThat(Worlds.decide(token, "deny if true; allow if true"))
        .isEqualTo(
            new Outcome.Refused(
                List.of(), Optional.of(new Outcome.MatchedPolicy(0, Policy.Kind.DENY))));
    assertThat(Worlds.decide(token, "allow if false"))
        .isEqualTo(new Outcome.Refused(List.of(), Optional.empty()));
    assertThat(Worlds.decide(token, "")).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void sameArgumentsTakeTheSameSteps() throws Refusal {
    VerifiedBiscuit token = Worlds.token("a(1); a(2); b($x, $y) <- a($x), a($y)");
    Authorizer authorizer = DatalogParser.authorizer("allow if b($x, $y), $x > $y");
    Evaluation first = Evaluation.trace(token, authorizer, EvaluationLimits.STANDARD, Map.of());
    assertThat(Evaluation.trace(token, authorizer, EvaluationLimits.STANDARD, Map.of()))
        .isEqualTo(first);
  }
}
