package io.deputy.biscuit;

/** Counts the steps of one evaluation and stops it when there are no more. */
final class StepBudget {
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

  /** Pays for comparing {@code term} with another as far as they are alike. */
  void spendForComparing(Term term) throws EvaluationStop {
    spend(
        term instanceof Term.Str text
            ? 1L + text.value().length() / EvaluationLimits.CHARACTERS_PER_COMPARISON
            : weight(term));
  }

  long spent() {
    return total - Math.max(left, 0);
  }

  /**
   * What reading a term costs. Sets and maps have no order of their own, so comparing them sorts
   * them: their members count double.
   */
  static long weight(Term term) {
    // Recurses as deep as the term nests, at most Limits.NESTING.
    if (term instanceof Term.Str string) {
      return 1L + string.value().length();
    } else if (term instanceof Term.Bin bytes) {
      return 1L + bytes.value().size();
    } else if (term instanceof Term.SetOf set) {
      return 1 + 2 * weight(set.members());
    } else if (term instanceof Term.ArrayOf array) {
      return 1 + weight(array.members());
    } else if (term instanceof Term.MapOf map) {
      return 1 + 2 * (weight(map.entries().keySet()) + weight(map.entries().values()));
    }
    return 1;
  }

  private static long weight(Iterable<Term> terms) {
    long weight = 0;
    for (Term term : terms) {
      weight += weight(term);
    }
    return weight;
  }
}
