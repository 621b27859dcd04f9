package io.deputy.biscuit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The Datalog world of one evaluation: who trusts whose facts, what follows from them, and what the
 * checks and policies make of it.
 *
 * <p>Source: Biscuit specification, "Scope annotations" and "Datalog fact generation".
 */
final class World {
  private final List<SignedBlock> blocks;
  private final Authorizer authorizer;
  private final FactStore facts;
  private final ExpressionMachine machine;
  private final StepBudget budget;
  private final Map<PublicKey, Origin> signers = new HashMap<>();
  private final List<Derivation> derivations = new ArrayList<>();

  World(
      List<SignedBlock> blocks,
      Authorizer authorizer,
      FactStore facts,
      ExpressionMachine machine,
      StepBudget budget)
      throws EvaluationStop {
    this.blocks = blocks;
    this.authorizer = authorizer;
    this.facts = facts;
    this.machine = machine;
    this.budget = budget;
    for (int i = 0; i < blocks.size(); i++) {
      Origin origin = Origin.block(i);
      blocks.get(i).external().ifPresent(e -> signers.merge(e.key(), origin, Origin::with));
    }
    state(Origin.AUTHORIZER, authorizer.facts(), authorizer.rules(), List.of());
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i).block();
      state(Origin.block(i), block.facts(), block.rules(), block.scopes());
    }
  }

  /** Applies the rules until nothing new follows. */
  void derive() throws EvaluationStop {
    boolean grown = true;
    while (grown) {
      int before = facts.all().size();
      for (Derivation derivation : derivations) {
        derivation.apply();
      }
      grown = facts.all().size() > before;
    }
  }

  /** Tries the checks, then the policies. */
  Outcome decide() throws EvaluationStop {
    List<Outcome.FailedCheck> failed = new ArrayList<>();
    tryChecks(OptionalInt.empty(), authorizer.checks(), List.of(), failed);
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i).block();
      tryChecks(OptionalInt.of(i), block.checks(), block.scopes(), failed);
    }
    Optional<Outcome.MatchedPolicy> policy = firstMatch();
    if (failed.isEmpty() && policy.filter(p -> p.kind() == Policy.Kind.ALLOW).isPresent()) {
      return new Outcome.Authorized(policy.get().index());
    }
    return new Outcome.Refused(failed, policy);
  }

  private void state(Origin self, List<Predicate> stated, List<Rule> rules, List<Scope> scopes)
      throws EvaluationStop {
    for (Predicate fact : stated) {
      facts.add(fact, self.bits());
    }
    for (Rule rule : rules) {
      requireSound(rule);
      Optional<String> unbound = RuleShape.unboundInHead(rule);
      if (unbound.isPresent()) {
        throw unsound("has a head with a variable that its body does not bind");
      }
      derivations.add(new Derivation(rule, self, trusted(rule, scopes, self)));
    }
  }

  private void tryChecks(
      OptionalInt block, List<Check> checks, List<Scope> scopes, List<Outcome.FailedCheck> failed)
      throws EvaluationStop {
    Origin self = block.isPresent() ? Origin.block(block.getAsInt()) : Origin.AUTHORIZER;
    for (int i = 0; i < checks.size(); i++) {
      Check check = checks.get(i);
      boolean some = false;
      for (Rule query : check.queries()) {
        Origin trusted = trusted(query, scopes, self);
        some |=
            check.kind() == Check.Kind.ALL ? matchesAll(query, trusted) : matches(query, trusted);
        if (some) {
          break;
        }
      }
      if (some == (check.kind() == Check.Kind.REJECT)) {
        failed.add(new Outcome.FailedCheck(block, i, check));
      }
    }
  }

  private Optional<Outcome.MatchedPolicy> firstMatch() throws EvaluationStop {
    for (int i = 0; i < authorizer.policies().size(); i++) {
      Policy policy = authorizer.policies().get(i);
      for (Rule query : policy.queries()) {
        if (matches(query, trusted(query, List.of(), Origin.AUTHORIZER))) {
          return Optional.of(new Outcome.MatchedPolicy(i, policy.kind()));
        }
      }
    }
    return Optional.empty();
  }

  private boolean matches(Rule query, Origin trusted) throws EvaluationStop {
    requireSound(query);
    Bindings bindings = new Bindings(query);
    Join join = new Join(query, facts, trusted.bits(), bindings, budget);
    while (join.next()) {
      if (machine.holds(query, bindings)) {
        return true;
      }
    }
    return false;
  }

  private boolean matchesAll(Rule query, Origin trusted) throws EvaluationStop {
    requireSound(query);
    Bindings bindings = new Bindings(query);
    Join join = new Join(query, facts, trusted.bits(), bindings, budget);
    boolean found = false;
    while (join.next()) {
      found = true;
      if (!machine.holds(query, bindings)) {
        return false;
      }
    }
    return found;
  }

  /** Whose facts a rule sees: by its own annotation, else its block's, else by default. */
  private Origin trusted(Rule rule, List<Scope> blockScopes, Origin self) {
    List<Scope> scopes = rule.scopes().isEmpty() ? blockScopes : rule.scopes();
    Origin trusted = Origin.AUTHORIZER.with(self);
    if (scopes.isEmpty()) {
      return trusted.with(Origin.block(0));
    }
    for (Scope scope : scopes) {
      if (scope instanceof Scope.ByKey byKey) {
        trusted = trusted.with(signers.getOrDefault(byKey.key(), Origin.NONE));
      } else if (scope instanceof Scope.Authority) {
        trusted = trusted.with(Origin.block(0));
      } else if (!self.hasAuthorizer()) {
        trusted = trusted.with(Origin.upTo(Long.numberOfTrailingZeros(self.bits())));
      }
    }
    return trusted;
  }

  private static void requireSound(Rule rule) throws EvaluationStop {
    Optional<String> fault = RuleShape.fault(rule);
    if (fault.isPresent()) {
      throw unsound(fault.get());
    }
  }

  private static EvaluationStop unsound(String fault) {
    return EvaluationStop.error("a rule, check or policy " + fault);
  }

  /** A rule and how far it was applied. */
  private final class Derivation {
    private final Rule rule;
    private final Origin self;
    private final Origin trusted;
    private int seen = -1;

    Derivation(Rule rule, Origin self, Origin trusted) {
      this.rule = rule;
      this.self = self;
      this.trusted = trusted;
    }

    /** Adds what follows, if there are facts that the rule has not seen. */
    void apply() throws EvaluationStop {
      budget.spend(1L + rule.body().size());
      int candidates = 0;
      for (Predicate pattern : rule.body()) {
        candidates += facts.group(pattern).size();
      }
      if (candidates == seen) {
        return;
      }
      seen = candidates;
      Bindings bindings = new Bindings(rule);
      Join join = new Join(rule, facts, trusted.bits(), bindings, budget);
      while (join.next()) {
        if (machine.holds(rule, bindings)) {
          facts.add(head(bindings), join.origin() | self.bits());
        }
      }
    }

    private Predicate head(Bindings bindings) throws EvaluationStop {
      List<Term> terms = new ArrayList<>(rule.head().terms().size());
      for (Term term : rule.head().terms()) {
        terms.add(term instanceof Term.Variable v ? bindings.get(v.name()) : term);
      }
      budget.spend(terms.size());
      return new Predicate(rule.head().name(), terms);
    }
  }
}
