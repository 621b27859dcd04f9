package io.deputy.biscuit;

import java.util.List;

/**
 * What the verifying side says: facts about the request, rules, checks of its own, and policies in
 * the order in which they are tried.
 *
 * <p>Source: Biscuit specification, "Authorizer".
 */
public record Authorizer(
    List<Predicate> facts, List<Rule> rules, List<Check> checks, List<Policy> policies) {
  /**
   * @throws IllegalArgumentException if a fact has a variable
   */
  public Authorizer {
    facts = List.copyOf(facts);
    rules = List.copyOf(rules);
    checks = List.copyOf(checks);
    policies = List.copyOf(policies);
    for (Predicate fact : facts) {
      if (fact.terms().stream().anyMatch(t -> t instanceof Term.Variable)) {
        throw new IllegalArgumentException("the fact " + fact.name() + " has a variable");
      }
    }
  }
}
