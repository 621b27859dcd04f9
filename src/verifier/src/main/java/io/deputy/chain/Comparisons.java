package io.deputy.chain;

import static io.deputy.chain.NotOurs.require;

import io.deputy.biscuit.Term;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Comparisons of the variables of one predicate that must all hold, each kind at most once. */
final class Comparisons {
  private final List<Term> variables;
  private final List<Map<Condition.Test, Condition.One>> byVariable = new ArrayList<>();

  Comparisons(List<Term> variables) {
    this.variables = variables;
    for (int i = 0; i < variables.size(); i++) {
      byVariable.add(new EnumMap<>(Condition.Test.class));
    }
  }

  void add(Condition.One one) throws NotOurs {
    int index = variables.indexOf(new Term.Variable(one.variable()));
    require(index >= 0 && byVariable.get(index).put(one.test(), one) == null);
  }

  /** Takes all comparisons of a variable. */
  List<Condition.One> take(int variable) {
    List<Condition.One> taken = List.copyOf(byVariable.get(variable).values());
    byVariable.get(variable).clear();
    return taken;
  }

  /** Takes what a variable is compared with in this way. */
  Optional<Term> take(int variable, Condition.Test test) {
    return Optional.ofNullable(byVariable.get(variable).remove(test)).map(Condition.One::operand);
  }

  boolean isEmpty() {
    return byVariable.stream().allMatch(Map::isEmpty);
  }

  void requireAllTaken() throws NotOurs {
    require(isEmpty());
  }
}
