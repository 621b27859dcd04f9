package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Reason;
import io.deputy.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatalogTextTest {
  private static final String KEY = "ed25519/" + "ab".repeat(32);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fact();\n",
        "fact(1, -1, \"a\", hex:00ff, true, null, 2026-11-24T09:00:00Z);\n",
        "fact({,}, {1, 2}, [], [1, [\"a\"]], {}, {\"a\": {1: []}});\n",
        "ns::fact_1($x) <- a($x, $0), $x > 1, $x.type() == \"integer\";\n",
        "check if a($x) trusting authority, previous;\n",
        "check all a($x), $x + 1 * 2 - 3 / 4 >= 0;\n",
        "reject if a($x) or b($x), !$x;\n",
        "check if (1 + 2) * 3 === 9 && (true || false) && !(1 > 2);\n",
        "check if 1 - (2 - 3) === 2;\n",
        "check if {1}.any($x -> [2].all($y -> $x < $y || false));\n",
        "check if (1 / 0 === 1).try_or(true), 1.extern::f(), 1.extern::g(2) === 3;\n",
        "trusting previous;\nfact(1);\n",
        "check if 2026-11-24T09:00:00Z.type() === \"date\";\n",
      })
  void textReadsAsItPrints(String text) throws Refusal {
    Block block = DatalogParser.block(text);
    assertThat(DatalogPrinter.block(block)).isEqualTo(text);
    assertThat(DatalogParser.block(DatalogPrinter.block(block))).isEqualTo(block);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-24T09:00:00Z",
        "2026-11-24T09:00:00.5Z",
        "2026-11-24T11:00:00+02:00",
        "2026-11-24T07:00:00.25-02:00",
        "2026-11-24T09:00Z"
      })
  void datesAreReadInEveryForm(String date) throws Refusal {
    assertThat(DatalogPrinter.block(DatalogParser.block("a(" + date + ")")))
        .isEqualTo("a(2026-11-24T09:00:00Z);\n");
    assertThat(DatalogParser.block("check if " + date + ".type() == \"date\"").checks()).hasSize(1);
  }

  @Test
  void policiesAndKeysReadAsTheyPrint() throws Refusal {
    String text = "deny if a(1) trusting " + KEY;
    Authorizer authorizer = DatalogParser.authorizer(text + "; allow if true // comment");
    assertThat(DatalogPrinter.policy(authorizer.policies().get(0))).isEqualTo(text);
    assertThat(authorizer.policies().get(1).kind()).isEqualTo(Policy.Kind.ALLOW);
    assertThat(DatalogPrinter.key(DatalogParser.key(KEY))).isEqualTo(KEY);
  }

  @Test
  void operatorsWithoutParenthesesOfTheirOwnPrintWithThem() {
    Op one = new Op.Push(new Term.Int(1));
    Op sub = new Op.Binary(Op.BinaryKind.SUB, Optional.empty());
    Op mul = new Op.Binary(Op.BinaryKind.MUL, Optional.empty());
    Op less = new Op.Binary(Op.BinaryKind.LESS_THAN, Optional.empty());
    Op negate = new Op.Unary(Op.UnaryKind.NEGATE, Optional.empty());
    assertThat(print(one, one, sub, one, mul)).isEqualTo("check if (1 - 1) * 1");
    assertThat(print(one, one, one, sub, sub)).isEqualTo("check if 1 - (1 - 1)");
    assertThat(print(one, one, less, negate)).isEqualTo("check if !(1 < 1)");
    assertThat(print(one, one, less, one, less)).isEqualTo("check if (1 < 1) < 1");
  }

  @Test
  void textInQuotesCannotBreakOutOfThemNorSteerATerminal() throws Refusal {
    String hostile = "\"); allow if true; //\n\\\u001b[2J\u202e\u0000\t\u2028é😁";
    String printed = DatalogPrinter.term(new Term.Str(hostile));
    assertThat(printed)
        .isEqualTo("\"\\\"); allow if true; //\\n\\\\\\u{1b}[2J\\u{202e}\\u{0}\t\\u{2028}é😁\"");
    Block block = DatalogParser.block("fact(" + printed + ")");
    assertThat(block.facts()).isEqualTo(List.of(Predicate.of("fact", new Term.Str(hostile))));
  }

  @Test
  void namesThatAreNoneDoNotReadAsDatalog() {
    Predicate fact = Predicate.of("x); allow if true; y", new Term.Variable("a, $b"));
    assertThat(DatalogPrinter.predicate(fact))
        .isEqualTo("<\"x); allow if true; y\">($<\"a, $b\">)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fact(1",
        "fact(1) fact(2)",
        "fact($x)",
        "fact(\"a)",
        "fact(\"\\q\")",
        "fact(\"\\u{d800}\")",
        "fact({1, \"a\"})",
        "fact({{1}})",
        "fact({[{1}]})",
        "fact({{1: {1}}})",
        "fact({1: 2, 1: 3})",
        "fact({[]: 1})",
        "fact(9223372036854775808)",
        "fact(2026-13-24T09:00:00Z)",
        "fact(1969-12-31T23:59:59Z)",
        "fact(hex:abc)",
        "head($x) <- a($y)",
        "check a(1)",
        "check if",
        "check if 1 < 2 < 3",
        "check if 1 +",
        "check if 1.unknown()",
        "check if {1}.any(1)",
        "check if true trusting nobody",
        "check if true trusting ed25519/ab",
        "allow if true",
        "/* comment",
      })
  void malformedTextIsRefusedWithItsPlace(String text) {
    assertThatThrownBy(() -> DatalogParser.block(text))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.reason()).isEqualTo(Reason.DATALOG_MALFORMED);
              assertThat(refusal.getMessage()).doesNotContain("\n");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{", "{1:", "!", "1 + (", "true || (", "1.any($x -> "})
  void deepTextIsRefusedAtOnce(String opening) {
    String text = "check if " + opening.repeat(100_000);
    long start = System.nanoTime();
    assertThatThrownBy(() -> DatalogParser.block(text)).isInstanceOf(Refusal.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void longTextIsReadInLinearTime() throws Refusal {
    String text = "check if 0" + " + 1".repeat(50_000) + " === 50000; " + "a(1);".repeat(50_000);
    long start = System.nanoTime();
    assertThat(DatalogParser.block(text).facts()).hasSize(50_000);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  private static String print(Op... ops) {
    Expression expression = new Expression(List.of(ops));
    Rule query = new Rule(Predicate.of("query"), List.of(), List.of(expression), List.of());
    return DatalogPrinter.check(new Check(Check.Kind.IF, List.of(query)));
  }
}
