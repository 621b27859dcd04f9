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
  private final Map<Signature, Group> groups = new HashMap<>();
  private final List<Evaluation.Fact> all = new ArrayList<>();

  FactStore(int limit, StepBudget budget) {
    this.limit = limit;
    this.budget = budget;
  }

  /** Adds a fact unless it is there with the same origin. */
  void add(Predicate predicate, long origin) throws EvaluationStop {
    for (Term term : predicate.terms()) {
      budget.spendForComparing(term);
    }
    Evaluation.Fact fact = new Evaluation.Fact(predicate, new Origin(origin));
    Group group = groupOf(predicate);
    if (group.known.contains(fact)) {
      return;
    }
    if (all.size() == limit) {
      throw EvaluationStop.limit("evaluating the token takes more than " + limit + " facts");
    }
    all.add(fact);
    group.known.add(fact);
    group.inOrder.add(fact);
  }

  /** The facts that {@code pattern} may match; grows when facts are added. */
  List<Evaluation.Fact> group(Predicate pattern) throws EvaluationStop {
    return groupOf(pattern).inOrder;
  }

  /** All of them, in the order in which they were added. */
  List<Evaluation.Fact> all() {
    return all;
  }

  private Group groupOf(Predicate predicate) throws EvaluationStop {
    budget.spend(1 + predicate.name().length() / EvaluationLimits.CHARACTERS_PER_COMPARISON);
    return groups.computeIfAbsent(
        new Signature(predicate.name(), predicate.terms().size()), s -> new Group());
  }

  /** Facts of one name and number of terms. */
  private static final class Group {
    private final List<Evaluation.Fact> inOrder = new ArrayList<>();
    private final Set<Evaluation.Fact> known = new TreeSet<>(Group::compare);

    private static int compare(Evaluation.Fact a, Evaluation.Fact b) {
      int order = Long.compare(a.origin().bits(), b.origin().bits());
      return order != 0
          ? order
          : TermOrder.INSTANCE.compare(a.predicate().terms(), b.predicate().terms());
    }
  }

  /** Comparable, so that names made to collide cost a hash table no more than a tree. */
  private record Signature(String name, int arity) implements Comparable<Signature> {
    @Override
    public int compareTo(Signature other) {
      int order = Integer.compare(arity, other.arity);
      return order != 0 ? order : name.compareTo(other.name);
    }
  }
}
