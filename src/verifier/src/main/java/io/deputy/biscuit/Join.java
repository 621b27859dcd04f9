package io.deputy.biscuit;

import java.util.BitSet;
import java.util.List;

/**
 * Walks through every way to match the body of a rule with facts of trusted origin, in the order of
 * the facts. One step of the budget for each fact looked at: what an attacker can multiply is
 * counted where it multiplies.
 *
 * <p>Source: Biscuit specification, "Datalog fact generation".
 */
final class Join {
  private final Level[] levels;
  private final long untrusted;
  private final Bindings bindings;
  private final StepBudget budget;
  private boolean started;

  Join(Rule rule, FactStore facts, long trusted, Bindings bindings, StepBudget budget)
      throws EvaluationStop {
    this.untrusted = ~trusted;
    this.bindings = bindings;
    this.budget = budget;
    this.levels = new Level[rule.body().size()];
    BitSet bound = new BitSet();
    for (int i = 0; i < levels.length; i++) {
      Predicate pattern = rule.body().get(i);
      budget.spend(1L + pattern.terms().size());
      levels[i] = new Level(pattern, facts.group(pattern), bindings, bound);
    }
  }

  /** Moves to the next match; the variables of the body have its values then. */
  boolean next() throws EvaluationStop {
    if (levels.length == 0) {
      boolean first = !started;
      started = true;
      return first;
    }
    int last = levels.length - 1;
    int depth = started ? last : 0;
    started = true;
    while (depth >= 0) {
      if (!advance(depth)) {
        depth--;
      } else if (depth == last) {
        return true;
      } else {
        depth++;
        levels[depth].cursor = 0;
      }
    }
    return false;
  }

  /** The origins of all facts of the match. */
  long origin() {
    return levels.length == 0 ? 0 : levels[levels.length - 1].origin;
  }

  private boolean advance(int depth) throws EvaluationStop {
    Level level = levels[depth];
    long before = depth == 0 ? 0 : levels[depth - 1].origin;
    while (level.cursor < level.end) {
      budget.spend(1);
      Evaluation.Fact fact = level.candidates.get(level.cursor++);
      long origin = fact.origin().bits();
      if ((origin & untrusted) == 0 && matches(level, fact.predicate().terms())) {
        level.origin = before | origin;
        return true;
      }
    }
    return false;
  }

  private boolean matches(Level level, List<Term> terms) throws EvaluationStop {
    budget.spend(terms.size());
    for (int i = 0; i < terms.size(); i++) {
      Term actual = terms.get(i);
      int slot = level.slots[i];
      if (level.binds.get(i)) {
        bindings.set(slot, actual);
      } else if (!same(slot < 0 ? level.pattern.get(i) : bindings.get(slot), actual)) {
        return false;
      }
    }
    return true;
  }

  private boolean same(Term expected, Term actual) throws EvaluationStop {
    if (expected == actual) {
      return true;
    }
    if (expected.getClass() != actual.getClass()) {
      return false;
    }
    if (!(expected instanceof Term.Int || expected instanceof Term.Str)) {
      budget.spendFor(expected);
      budget.spendFor(actual);
    } else if (expected instanceof Term.Str text) {
      // Strings differ early or are one; a long common start must not be free.
      budget.spend(text.value().length() / EvaluationLimits.CHARACTERS_PER_COMPARISON);
    }
    return TermOrder.INSTANCE.compare(expected, actual) == 0;
  }

  /** One predicate of the body and how far its candidates were looked at. */
  private static final class Level {
    private final List<Term> pattern;
    private final List<Evaluation.Fact> candidates;
    private final int end;

    /** The variable at each position, or −1 for a value. */
    private final int[] slots;

    /** Positions where a variable stands for the first time, so that it takes the fact's value. */
    private final BitSet binds = new BitSet();

    private int cursor;
    private long origin;

    Level(Predicate predicate, List<Evaluation.Fact> candidates, Bindings bindings, BitSet bound) {
      this.pattern = predicate.terms();
      this.candidates = candidates;
      // Facts that the rule itself adds are for the next round.
      this.end = candidates.size();
      this.slots = new int[pattern.size()];
      for (int i = 0; i < slots.length; i++) {
        slots[i] = -1;
        if (pattern.get(i) instanceof Term.Variable variable) {
          slots[i] = bindings.slot(variable.name());
          binds.set(i, !bound.get(slots[i]));
          bound.set(slots[i]);
        }
      }
    }
  }
}
