package io.deputy.biscuit;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one block says, with symbols and keys resolved.
 *
 * @param version the Datalog version it declares: 3 for 3.0 to 6 for 3.3
 * @param context free text, if any
 * @param facts its facts, none with a variable
 * @param rules its rules
 * @param checks its checks
 * @param scopes the scope annotation of the block itself
 */
public record Block(
    int version,
    Optional<String> context,
    List<Predicate> facts,
    List<Rule> rules,
    List<Check> checks,
    List<Scope> scopes) {
  public Block {
    Objects.requireNonNull(context);
    facts = List.copyOf(facts);
    rules = List.copyOf(rules);
    checks = List.copyOf(checks);
    scopes = List.copyOf(scopes);
  }
}
