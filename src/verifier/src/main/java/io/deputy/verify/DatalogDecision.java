package io.deputy.verify;

import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.Evaluation;
import io.deputy.biscuit.EvaluationLimits;
import io.deputy.biscuit.Outcome;
import io.deputy.biscuit.Policy;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import io.deputy.chain.SignedChain;
import io.deputy.chain.UnprovenChain;
import io.deputy.chain.VerifiedChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides by evaluating the Datalog of every block: for tokens to which holders added blocks of
 * their own, which may check anything. Without such blocks {@link RightsDecision} gives the same.
 */
final class DatalogDecision {
  /**
   * The one policy of a gateway: a token that says for whom it speaks, and whose checks all hold.
   */
  private static final Policy POLICY =
      new Policy(
          Policy.Kind.ALLOW,
          List.of(
              new Rule(
                  Predicate.of("query"),
                  List.of(Predicate.of("user", new Term.Variable("iss"), new Term.Variable("sub"))),
                  List.of(),
                  List.of())));

  private DatalogDecision() {}

  static Decision of(VerifiedChain chain, PresentedRequest presented, Instant now) throws Refusal {
    return refusal(chain, presented, now).orElseGet(() -> new Decision.Allowed(chain));
  }

  /** Why not, if it is not. */
  static Optional<Decision> refusal(SignedChain chain, PresentedRequest presented, Instant now)
      throws Refusal {
    RequestFacts facts = new RequestFacts(presented, now);
    requireAnswerable(chain, facts);
    Outcome outcome = evaluate(chain, facts).outcome();
    if (outcome instanceof Outcome.Authorized) {
      return Optional.empty();
    }
    if (outcome instanceof Outcome.Undecided undecided) {
      return Optional.of(new Decision.Undecided(undecided.reason(), undecided.detail()));
    }
    return Optional.of(denied(chain, (Outcome.Refused) outcome));
  }

  static Evaluation evaluate(SignedChain chain, RequestFacts facts) {
    Authorizer authorizer = new Authorizer(facts.facts(), List.of(), List.of(), List.of(POLICY));
    EvaluationLimits limits = EvaluationLimits.STANDARD;
    return chain instanceof VerifiedChain token
        ? Evaluation.trace(token.biscuit(), authorizer, limits, Map.of())
        : Evaluation.trace(((UnprovenChain) chain).biscuit(), authorizer, limits, Map.of());
  }

  /** An attested check that fails says more than a holder's, so it is told first. */
  private static Decision denied(SignedChain chain, Outcome.Refused refused) {
    for (Outcome.FailedCheck failed : refused.failedChecks()) {
      if (!chain.holderBlocks().contains(failed.block().orElse(0))) {
        return RightsDecision.notWithinRights(failed.block().orElse(0));
      }
    }
    if (refused.failedChecks().isEmpty()) {
      return new Decision.Denied(
          Reason.REQUEST_NOT_WITHIN_RIGHTS, "the token does not say for whom it speaks");
    }
    Outcome.FailedCheck failed = refused.failedChecks().get(0);
    return new Decision.Denied(
        Reason.CHECK_FAILED,
        "check "
            + failed.index()
            + " that a holder added in block "
            + failed.block().orElse(0)
            + " does not hold");
  }

  /**
   * A {@code reject if} that asks for what the gateway cannot state would pass for want of a fact.
   */
  private static void requireAnswerable(SignedChain chain, RequestFacts facts) throws Refusal {
    for (int index : chain.holderBlocks()) {
      Block block = chain.blocks().get(index).block();
      boolean rejects = block.checks().stream().anyMatch(c -> c.kind() == Check.Kind.REJECT);
      if (!rejects) {
        continue;
      }
      List<Rule> bodies = new ArrayList<>(block.rules());
      block.checks().stream()
          .filter(c -> c.kind() == Check.Kind.REJECT)
          .forEach(c -> bodies.addAll(c.queries()));
      for (Rule body : bodies) {
        for (Predicate pattern : body.body()) {
          if (!facts.knows(pattern)) {
            throw new Refusal(
                Reason.FACT_UNKNOWN,
                "block "
                    + index
                    + " rejects on \""
                    + pattern.name()
                    + "\", which is not known here");
          }
        }
      }
    }
  }
}
