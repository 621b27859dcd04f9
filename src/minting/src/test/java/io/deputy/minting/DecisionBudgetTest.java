package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.DatalogParser;
import io.deputy.biscuit.EvaluationLimits;
import io.deputy.capability.Arguments;
import io.deputy.capability.Capability;
import io.deputy.capability.Constraint;
import io.deputy.capability.Pointer;
import io.deputy.capability.Request;
import io.deputy.capability.Rights;
import io.deputy.capability.Value;
import io.deputy.verify.BothDecisions;
import io.deputy.verify.Decision;
import io.deputy.verify.PresentedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** However a verifier decides, one token and one request have one verdict. */
class DecisionBudgetTest {
  /** Names of arguments, long enough that few capabilities exhaust the budget of a request. */
  private static final int NAME = 120;

  @Test
  void rightsThatCostTooMuch_cannotBeDecidedInEitherWay() throws Exception {
    Minted token = Story.first(strict(40));
    Request request = allArguments(40, Arguments.MAX_LEAVES);
    undecided(token.token().expose(), request);
    undecided(narrowed(token), request);
  }

  @Test
  void rightsThatCostLittle_areDecidedTheSameInBothWays() throws Exception {
    Minted token = Story.first(strict(4));
    Request request = allArguments(4, 4);
    allowed(token.token().expose(), request);
    allowed(narrowed(token), request);
  }

  /** The estimate is too high for them, and so they are counted. */
  @Test
  void requestThatMayCostTooMuchButDoesNot_isAllowed() throws Exception {
    Minted token = Story.first();
    Request request = file(900_000);
    PresentedRequest presented = new PresentedRequest("mcp-gateway", request);
    assertThat(BothDecisions.bound(token.chain(), presented)).isGreaterThan(EvaluationLimits.STEPS);
    assertThat(BothDecisions.steps(token.chain(), presented, Story.NOW))
        .isLessThan(EvaluationLimits.STEPS / 2);
    allowed(token.token().expose(), request);
    allowed(narrowed(token), request);
  }

  @Test
  void usualRequest_isFarWithinTheBudget() throws Exception {
    for (Request request : List.of(Story.createIssue(), file(20_000))) {
      assertThat(
              BothDecisions.bound(
                  Story.first().chain(), new PresentedRequest("mcp-gateway", request)))
          .isLessThan(EvaluationLimits.STEPS / 4);
    }
  }

  private static Request file(int characters) {
    return Story.call(
        "create_issue",
        Map.of(
            "/repo", new Value.Text("acme/site"),
            "/limit", new Value.Int(5),
            "/body", new Value.Text("x".repeat(characters))));
  }

  /** Four capabilities that list the same arguments; the last two admit the request. */
  private static Rights strict(int arguments) {
    List<Capability> capabilities = new ArrayList<>();
    for (String prefix : List.of("delete", "list", "create", "create_issue")) {
      TreeMap<Pointer, Constraint> constraints = new TreeMap<>();
      for (int name = 0; name < arguments; name++) {
        constraints.put(place(name), Constraint.ANYTHING);
      }
      capabilities.add(
          new Capability.Mcp(
              Story.GITHUB,
              Constraint.ANYTHING,
              new Constraint.Prefix(prefix),
              constraints,
              Capability.OtherArguments.DENY));
    }
    return new Rights(capabilities);
  }

  private static Request allArguments(int names, int leaves) {
    TreeMap<Pointer, Value> arguments = new TreeMap<>();
    for (int i = 0; i < leaves; i++) {
      Pointer named = place(i % names);
      arguments.put(leaves > names ? named.child("of" + i) : named, new Value.Text("value"));
    }
    return new Request.Mcp(
        Story.GITHUB, "tools/call", Optional.of("create_issue"), new Arguments(arguments));
  }

  private static Pointer place(int name) {
    return Pointer.ofMember("n".repeat(NAME) + name);
  }

  /** With a holder's block, so that it can be decided by Datalog alone. */
  private static Bytes narrowed(Minted token) throws Exception {
    // Symbols that every token has, since the library that lists others reads no closures.
    Block check = DatalogParser.block("check if time($time), $time < 2026-11-24T09:50:00Z");
    Bytes payload = BlockWire.write(check, new BlockWire.Tables()).encode();
    return Forge.append(token.token().expose(), payload, Optional.empty());
  }

  private static void allowed(Bytes token, Request request) {
    assertThat(Story.check(token, request, Story.ORCHESTRATOR))
        .isInstanceOf(Decision.Allowed.class);
  }

  private static void undecided(Bytes token, Request request) {
    assertThat(Story.check(token, request, Story.ORCHESTRATOR))
        .isInstanceOfSatisfying(
            Decision.Undecided.class,
            u -> assertThat(u.reason()).isEqualTo(Reason.EVALUATION_LIMIT));
  }
}
