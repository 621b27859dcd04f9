package io.deputy.biscuit;

/** Counts the steps of one evaluation and stops it when there are no more. */
final class StepBudget {
  /** How many characters of text are compared in one step: no more than a cache line or two. */
  static final int CHARACTERS_PER_COMPARISON = 64;

  private final long total;
  private long left;

  StepBudget(long total) {
    this.total = total;
    this.left = total;
  }

  void spend(long steps) throws EvaluationStop {
    left -= steps;
    if (left < 0) {
      throw EvaluationStop.limit("evaluating the token takes more than " + total + " steps");
    }
  }

  /** Pays for reading all of {@code term} once. */
  void spendFor(Term term) throws EvaluationStop {
    spend(weight(term));
  }

  long spent() {
    return total - Math.max(left, 0);
  }

  // Recurses as deep as the term nests, at most Limits.NESTING.
  private static long weight(Term term) {
    if (term instanceof Term.Str string) {
      return 1L + string.value().length();
    }
    if (term instanceof Term.Bin bytes) {
      return 1L + bytes.value().size();
    }
    long weight = 1;
    if (term instanceof Term.SetOf set) {
      for (Term member : set.members()) {
        weight += weight(member);
      }
    } else if (term instanceof Term.ArrayOf array) {
      for (Term member : array.members()) {
        weight += weight(member);
      }
    } else if (term instanceof Term.MapOf map) {
      for (var entry : map.entries().entrySet()) {
        weight += weight(entry.getKey()) + weight(entry.getValue());
      }
    }
    return weight;
  }
}
