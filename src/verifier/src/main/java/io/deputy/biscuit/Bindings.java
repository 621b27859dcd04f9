package io.deputy.biscuit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The variables of one rule and their values while it is matched. */
final class Bindings {
  private final Map<String, Integer> slots = new HashMap<>();
  private final Term[] values;

  Bindings(Rule rule) {
    for (Predicate predicate : rule.body()) {
      for (Term term : predicate.terms()) {
        if (term instanceof Term.Variable variable) {
          declare(variable.name());
        }
      }
    }
    rule.expressions().forEach(e -> declareParameters(e.ops()));
    this.values = new Term[slots.size()];
  }

  int slot(String variable) {
    return slots.get(variable);
  }

  Term get(int slot) {
    return values[slot];
  }

  Term get(String variable) {
    return values[slot(variable)];
  }

  void set(int slot, Term value) {
    values[slot] = value;
  }

  private void declare(String variable) {
    slots.putIfAbsent(variable, slots.size());
  }

  // Recurses into closures, which nest no deeper than Limits.NESTING. Parameters of closures that
  // stand side by side may share a slot, for no closure shadows a variable that it can see.
  private void declareParameters(List<Op> ops) {
    for (Op op : ops) {
      if (op instanceof Op.Closure closure) {
        closure.parameters().forEach(this::declare);
        declareParameters(closure.body());
      }
    }
  }
}
