package io.deputy.biscuit;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An evaluation of a token against an authorizer, with what was known at its end.
 *
 * <p>Source: Biscuit specification, "Authorization process".
 *
 * @param outcome how it ended
 * @param world every fact, stated or derived, in the order in which it became known
 * @param steps how many steps it took
 */
public record Evaluation(Outcome outcome, List<Fact> world, long steps) {
  public Evaluation {
    Objects.requireNonNull(outcome);
    world = List.copyOf(world);
  }

  /** A fact and the blocks that it rests on. */
  public record Fact(Predicate predicate, Origin origin) {
    public Fact {
      Objects.requireNonNull(predicate);
      Objects.requireNonNull(origin);
    }
  }

  /** Decides. The same arguments give the same outcome, always; nothing is thrown. */
  public static Outcome run(
      VerifiedBiscuit token,
      Authorizer authorizer,
      EvaluationLimits limits,
      Map<String, ExternFunction> functions) {
    return trace(token, authorizer, limits, functions).outcome();
  }

  /** Decides like {@link #run}, and keeps what is needed to explain it. */
  public static Evaluation trace(
      VerifiedBiscuit token,
      Authorizer authorizer,
      EvaluationLimits limits,
      Map<String, ExternFunction> functions) {
    return trace(token.content().blocks(), authorizer, limits, functions);
  }

  /** Decides the same again about blocks on record: what was decided, not what may pass. */
  public static Evaluation trace(
      UnprovenBiscuit recorded,
      Authorizer authorizer,
      EvaluationLimits limits,
      Map<String, ExternFunction> functions) {
    return trace(recorded.content().blocks(), authorizer, limits, functions);
  }

  private static Evaluation trace(
      List<SignedBlock> blocks,
      Authorizer authorizer,
      EvaluationLimits limits,
      Map<String, ExternFunction> functions) {
    StepBudget budget = new StepBudget(limits.steps());
    FactStore facts = new FactStore(limits.facts(), budget);
    ExpressionMachine machine = new ExpressionMachine(functions, budget);
    Outcome outcome;
    try {
      World world = new World(blocks, authorizer, facts, machine, budget);
      world.derive();
      outcome = world.decide();
    } catch (EvaluationStop stop) {
      outcome = new Outcome.Undecided(stop.reason(), stop.getMessage());
    }
    return new Evaluation(outcome, facts.all(), budget.spent());
  }
}
