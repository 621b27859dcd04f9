package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official samples: what blocks say, what the authorizer decides, what it knows at the end. */
class EvaluationSamplesTest {
  /** How the samples write the authorizer among the origins of checks. */
  private static final String AUTHORIZER = "18446744073709551615";

  private static final Map<String, ExternFunction> FUNCTIONS =
      Map.of(
          "test",
          (left, right) ->
              right.isEmpty()
                  ? Optional.of(left)
                  : Optional.of(
                      new Term.Str(left.equals(right.get()) ? "equal strings" : "different")));

  record Case(Samples.Sample sample, String name, JsonNode expected) {
    @Override
    public String toString() {
      return sample + " " + name;
    }
  }

  static Stream<Samples.Sample> tokens() {
    return ContainerSamplesTest.valid();
  }

  static Stream<Case> cases() {
    return ContainerSamplesTest.valid()
        .flatMap(
            s ->
                s.expected().get("validations").properties().stream()
                    .map(v -> new Case(s, v.getKey(), v.getValue())));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void printedBlocksAreTheOfficialText(Samples.Sample sample) throws Refusal {
    List<String> printed =
        UnverifiedBiscuit.parse(sample.token()).blocks().stream()
            .map(b -> DatalogPrinter.block(b.block()))
            .toList();
    assertThat(printed)
        .isEqualTo(texts(sample.expected().get("token"), block -> block.get("code").asText()));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void theOfficialTextReadsAsTheBlock(Samples.Sample sample) throws Refusal {
    for (SignedBlock block : UnverifiedBiscuit.parse(sample.token()).blocks()) {
      Block read = block.block();
      boolean unbound = read.rules().stream().anyMatch(r -> RuleShape.unboundInHead(r).isPresent());
      if (!unbound) {
        Block parsed = DatalogParser.block(DatalogPrinter.block(read));
        assertThat(parsed.facts()).isEqualTo(read.facts());
        assertThat(parsed.rules()).isEqualTo(read.rules());
        assertThat(DatalogPrinter.block(parsed)).isEqualTo(DatalogPrinter.block(read));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theAuthorizerDecidesAsTheReference(Case sample) throws Refusal {
    Evaluation evaluation = evaluate(sample);
    JsonNode result = sample.expected().get("result");
    if (result.has("Ok")) {
      assertThat(evaluation.outcome()).isEqualTo(new Outcome.Authorized(result.get("Ok").asInt()));
      return;
    }
    JsonNode refused = result.at("/Err/FailedLogic/Unauthorized");
    if (refused.isMissingNode()) {
      assertThat(evaluation.outcome())
          .isInstanceOfSatisfying(
              Outcome.Undecided.class,
              u -> assertThat(u.reason()).isEqualTo(Reason.EVALUATION_ERROR));
      return;
    }
    Outcome.Refused outcome = (Outcome.Refused) evaluation.outcome();
    assertThat(outcome.policy())
        .contains(
            new Outcome.MatchedPolicy(refused.at("/policy/Allow").asInt(), Policy.Kind.ALLOW));
    assertThat(outcome.failedChecks().stream().map(EvaluationSamplesTest::describe))
        .isEqualTo(texts(refused.get("checks"), EvaluationSamplesTest::describe));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theWorldIsThatOfTheReference(Case sample) throws Refusal {
    JsonNode world = sample.expected().get("world");
    if (!sample.expected().at("/result/Err/FailedLogic/InvalidBlockRule").isMissingNode()) {
      return; // Its world was never built.
    }
    Map<String, TreeSet<String>> expected = new TreeMap<>();
    for (JsonNode group : world.get("facts")) {
      TreeSet<String> origin = new TreeSet<>();
      group.get("origin").forEach(o -> origin.add(o.isNull() ? AUTHORIZER : o.asText()));
      expected.put(origin.toString(), new TreeSet<>(texts(group.get("facts"), JsonNode::asText)));
    }
    Map<String, TreeSet<String>> actual = new TreeMap<>();
    for (Evaluation.Fact fact : evaluate(sample).world()) {
      TreeSet<String> origin = new TreeSet<>();
      if (fact.origin().hasAuthorizer()) {
        origin.add(AUTHORIZER);
      }
      for (int i = 0; i < Origin.MAX_BLOCKS; i++) {
        if (fact.origin().hasBlock(i)) {
          origin.add(Integer.toString(i));
        }
      }
      actual
          .computeIfAbsent(origin.toString(), o -> new TreeSet<>())
          .add(DatalogPrinter.predicate(fact.predicate()));
    }
    assertThat(actual).isEqualTo(expected);
  }

  private static Evaluation evaluate(Case sample) throws Refusal {
    VerifiedBiscuit token = UnverifiedBiscuit.parse(sample.sample().token()).verify(Samples.root());
    Authorizer authorizer =
        DatalogParser.authorizer(sample.expected().get("authorizer_code").asText());
    return Evaluation.trace(token, authorizer, EvaluationLimits.STANDARD, FUNCTIONS);
  }

  private static String describe(Outcome.FailedCheck failed) {
    OptionalInt block = failed.block();
    return (block.isPresent() ? "block " + block.getAsInt() : "authorizer")
        + " "
        + failed.index()
        + " "
        + DatalogPrinter.check(failed.check());
  }

  private static String describe(JsonNode failed) {
    JsonNode block = failed.get("Block");
    JsonNode check = block == null ? failed.get("Authorizer") : block;
    return (block == null ? "authorizer" : "block " + block.get("block_id").asText())
        + " "
        + check.get("check_id").asText()
        + " "
        + check.get("rule").asText();
  }

  private static List<String> texts(JsonNode array, Function<JsonNode, String> text) {
    return new ArrayList<>(StreamSupport.stream(array.spliterator(), false).map(text).toList());
  }
}
