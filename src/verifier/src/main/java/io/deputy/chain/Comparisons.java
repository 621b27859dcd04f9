package io.deputy.chain;

import static io.deputy.chain.NotOurs.require;

import io.deputy.biscuit.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Comparisons of the variables of one predicate that must all hold, each kind at most once. */
final class Comparisons {
  private final List<Term> variables;

  /** Few: searched, not looked up. */
  private final List<Condition.One> left = new ArrayList<>();

  Comparisons(List<Term> variables) {
    this.variables = variables;
  }

  void add(Condition.One one) throws NotOurs {
    require(variables.contains(new Term.Variable(one.variable())));
    for (Condition.One other : left) {
      require(other.test() != one.test() || !other.variable().equals(one.variable()));
    }
    left.add(one);
  }

  /** Takes all comparisons of a variable. */
  List<Condition.One> take(int variable) {
    List<Condition.One> taken = new ArrayList<>();
    for (Condition.One one : left) {
      if (isAbout(one, variable)) {
        taken.add(one);
      }
    }
    left.removeAll(taken);
    return taken;
  }

  /** Takes what a variable is compared with in this way. */
  Optional<Term> take(int variable, Condition.Test test) {
    for (Condition.One one : left) {
      if (one.test() == test && isAbout(one, variable)) {
        left.remove(one);
        return Optional.of(one.operand());
      }
    }
    return Optional.empty();
  }

  private boolean isAbout(Condition.One one, int variable) {
    return ((Term.Variable) variables.get(variable)).name().equals(one.variable());
  }

  boolean isEmpty() {
    return left.isEmpty();
  }

  void requireAllTaken() throws NotOurs {
    require(isEmpty());
  }
}
