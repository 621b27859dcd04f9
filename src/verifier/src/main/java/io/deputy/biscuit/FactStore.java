package io.deputy.biscuit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The facts of an evaluation, each with its origin, found by name and number of terms. Facts are
 * only ever added, behind those that were there.
 */
final class FactStore {
  private final int limit;
  private final StepBudget budget;
  private final Map<Signature, List<Evaluation.Fact>> groups = new HashMap<>();
  private final Set<Evaluation.Fact> known = new TreeSet<>(FactStore::compare);
  private final List<Evaluation.Fact> all = new ArrayList<>();

  FactStore(int limit, StepBudget budget) {
    this.limit = limit;
    this.budget = budget;
  }

  /** Adds a fact unless it is there with the same origin. */
  void add(Predicate predicate, long origin) throws EvaluationStop {
    for (Term term : predicate.terms()) {
      budget.spendFor(term);
    }
    Evaluation.Fact fact = new Evaluation.Fact(predicate, new Origin(origin));
    if (known.contains(fact)) {
      return;
    }
    if (all.size() == limit) {
      throw EvaluationStop.limit("evaluating the token takes more than " + limit + " facts");
    }
    known.add(fact);
    all.add(fact);
    group(predicate).add(fact);
  }

  /** The facts that {@code pattern} may match; grows when facts are added. */
  List<Evaluation.Fact> group(Predicate pattern) {
    return groups.computeIfAbsent(
        new Signature(pattern.name(), pattern.terms().size()), s -> new ArrayList<>());
  }

  /** All of them, in the order in which they were added. */
  List<Evaluation.Fact> all() {
    return all;
  }

  private static int compare(Evaluation.Fact a, Evaluation.Fact b) {
    int order = a.predicate().name().compareTo(b.predicate().name());
    if (order == 0) {
      order = Long.compare(a.origin().bits(), b.origin().bits());
    }
    return order != 0
        ? order
        : TermOrder.INSTANCE.compare(a.predicate().terms(), b.predicate().terms());
  }

  private record Signature(String name, int arity) {}
}
