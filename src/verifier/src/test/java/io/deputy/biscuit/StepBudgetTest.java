package io.deputy.biscuit;

import static io.deputy.biscuit.Payload.QUERY;
import static io.deputy.biscuit.Payload.message;
import static io.deputy.biscuit.Payload.predicate;
import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Short tokens that ask for a lot of work. The time allowed is generous: the count must stop them.
 */
class StepBudgetTest {
  private static final Duration LONG = Duration.ofSeconds(2);

  @Test
  void sixWayJoinOverSixtyFactsInOneKilobyte() throws Refusal {
    WireWriter block = message().number(3, 6);
    for (int i = 0; i < 60; i++) {
      block.bytes(4, Payload.fact(predicate(QUERY, Payload.integer(i))));
    }
    WireWriter rule = message().bytes(1, predicate(QUERY));
    for (int variable = 0; variable < 6; variable++) {
      rule.bytes(2, predicate(QUERY, message().number(1, variable).toBytes()));
    }
    Bytes no = Payload.push(message().number(6, 0).toBytes());
    rule.bytes(3, Payload.expression(no));
    Bytes token = Tokens.of(block.bytes(6, Payload.check(rule.toBytes())).toBytes());
    assertThat(token.size()).isLessThan(1200);
    VerifiedBiscuit verified = UnverifiedBiscuit.parse(token).verify(Tokens.ROOT);
    assertLimited(verified);
  }

  @Test
  void ruleThatMultipliesFacts() throws Refusal {
    assertLimited(Worlds.token(facts(60) + "b($x, $y, $z) <- a($x), a($y), a($z)"));
  }

  @Test
  void factsAreCountedBeforeTheyAreKept() throws Refusal {
    VerifiedBiscuit token = Worlds.token(facts(60) + "b($x, $y, $z) <- a($x), a($y), a($z)");
    Evaluation evaluation =
        Evaluation.trace(
            token,
            DatalogParser.authorizer("allow if true"),
            new EvaluationLimits(Long.MAX_VALUE, 100),
            Map.of());
    assertThat(evaluation.world()).hasSize(100);
    assertThat(evaluation.outcome())
        .isInstanceOfSatisfying(
            Outcome.Undecided.class,
            u -> assertThat(u.reason()).isEqualTo(Reason.EVALUATION_LIMIT));
  }

  @Test
  void stringsBuiltInAJoin() throws Refusal {
    String strings = facts(40).replace("a(", "s(\"" + "y".repeat(100)).replace(")", "\")");
    assertLimited(
        Worlds.token(strings + "check if s($a), s($b), s($c), ($a + $b + $c).length() === 0"));
  }

  @Test
  void quantifiersInsideQuantifiers() throws Refusal {
    String set = set(50);
    assertLimited(
        Worlds.token(
            "check if SET.any($a -> SET.any($b -> SET.any($c -> $a + $b + $c === -1)))"
                .replace("SET", set)));
  }

  @Test
  void limitIsNotCaught() throws Refusal {
    String set = set(50);
    assertLimited(
        Worlds.token(
            "check if (SET.any($a -> SET.any($b -> SET.any($c -> $a + $b === -1)))).try_or(true)"
                .replace("SET", set)));
  }

  @Test
  void setsComparedInAJoin() throws Refusal {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      text.append("s(").append(i).append(", ").append(set(100)).append(");");
    }
    text.append("check if s($a, $x), s($b, $x), s($c, $x), $a === 999");
    assertLimited(Worlds.token(text.toString()));
  }

  @Test
  void integersThatCollideInHashTables() throws Refusal {
    List<Predicate> facts = new ArrayList<>();
    for (long i = 0; i < 1900; i++) {
      facts.add(Predicate.of("a", new Term.Int((i << 32) | i)));
    }
    Authorizer authorizer = new Authorizer(facts, List.of(), List.of(), List.of());
    Outcome outcome =
        within(
            () ->
                Evaluation.run(
                    Worlds.token("b($x) <- a($x)"),
                    authorizer,
                    EvaluationLimits.STANDARD,
                    Map.of()));
    assertThat(outcome).isInstanceOf(Outcome.Undecided.class);
  }

  @Test
  void regularExpressionsThatUnfold() throws Refusal {
    assertLimited(Worlds.token("check if \"a\".matches(\"((a{1000}){1000}){1000}\")"));
    assertLimited(Worlds.token("check if \"a\".matches(\"(((a{50}){50}){50}){50}\")"));
    String deep = "(".repeat(3000) + "a" + ")".repeat(3000);
    assertThat(
            within(
                () -> Worlds.decide(Worlds.token("check if \"a\".matches(\"" + deep + "\")"), "")))
        .isInstanceOf(Outcome.Undecided.class);
  }

  @Test
  void regularExpressionOverManyFacts() throws Refusal {
    String facts = facts(60).replace("a(", "a(\"" + "z".repeat(60)).replace(")", "\")");
    assertLimited(Worlds.token(facts + "check if a($x), a($y), $x.matches(\"(z?){40}z{40}y\")"));
  }

  @Test
  void usualTokenTakesAFractionOfTheBudget() throws Refusal {
    VerifiedBiscuit token =
        Worlds.token(
            "cap(1) <- operation(\"call\"), name($n), {\"a\", \"b\"}.contains($n),"
                + " arg(\"/repo\", $a), $a.starts_with(\"acme/\");"
                + "check if cap($c); check if time($t), $t < 2026-11-24T10:00:00Z;",
            "check if cap($c), {1}.contains($c)");
    Evaluation evaluation =
        Evaluation.trace(
            token,
            DatalogParser.authorizer(
                "operation(\"call\"); name(\"a\"); arg(\"/repo\", \"acme/x\");"
                    + "time(2026-11-24T09:00:00Z); allow if true"),
            EvaluationLimits.STANDARD,
            Map.of());
    assertThat(evaluation.outcome()).isEqualTo(new Outcome.Authorized(0));
    assertThat(evaluation.steps()).isLessThan(EvaluationLimits.STEPS / 500);
  }

  @Test
  void fullChainTakesAFractionOfTheBudget() throws Refusal {
    StringBuilder authority = new StringBuilder("user(\"i\", \"s\"); hop(0);");
    for (int i = 1; i <= 5; i++) {
      authority
          .append("cap(" + i + ") <- resource(\"mcp\", \"server\"), operation(\"call\"),")
          .append(" name($n), {\"a\", \"b\"}.contains($n), arg(\"/repo\", $a),")
          .append(" $a.starts_with(\"acme/\");");
    }
    String narrow =
        "check if cap($c), {5}.contains($c) or resource(\"mcp\", \"server\"), name($n),"
            + " {\"a\"}.contains($n), arg(\"/repo\", $a), $a.matches(\"^acme/x.*\");"
            + "check if time($t), $t < 2026-11-24T10:00:00Z;"
            + "check if audience($a), {\"gateway\"}.contains($a);";
    List<String> blocks = new ArrayList<>();
    blocks.add(authority + narrow);
    for (int hop = 1; hop < 8; hop++) {
      blocks.add("hop(" + hop + ");" + narrow);
    }
    StringBuilder request =
        new StringBuilder(
            "resource(\"mcp\", \"server\"); operation(\"call\"); name(\"a\");"
                + "audience(\"gateway\"); time(2026-11-24T09:00:00Z);"
                + "arg(\"/repo\", \"acme/x\");");
    for (int i = 1; i < 64; i++) {
      request.append("arg(\"/other/" + i + "\", \"value\");");
    }
    Evaluation evaluation =
        Evaluation.trace(
            Worlds.token(blocks.toArray(String[]::new)),
            DatalogParser.authorizer(request + "allow if user($i, $s)"),
            EvaluationLimits.STANDARD,
            Map.of());
    assertThat(evaluation.outcome()).isEqualTo(new Outcome.Authorized(0));
    assertThat(evaluation.steps()).isLessThan(EvaluationLimits.STEPS / 20);
  }

  private static String facts(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("a(").append(i).append(");");
    }
    return text.toString();
  }

  private static String set(int count) {
    StringBuilder text = new StringBuilder("{0");
    for (int i = 1; i < count; i++) {
      text.append(", ").append(i);
    }
    return text.append('}').toString();
  }

  private static void assertLimited(VerifiedBiscuit token) throws Refusal {
    assertThat(within(() -> Worlds.decide(token, "allow if true")))
        .isInstanceOfSatisfying(
            Outcome.Undecided.class,
            u -> assertThat(u.reason()).isEqualTo(Reason.EVALUATION_LIMIT));
  }

  private interface Work {
    Outcome run() throws Refusal;
  }

  private static Outcome within(Work work) throws Refusal {
    long start = System.nanoTime();
    Outcome outcome = work.run();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).isLessThan(LONG);
    return outcome;
  }
}
