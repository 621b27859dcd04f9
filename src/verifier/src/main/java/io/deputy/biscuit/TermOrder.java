package io.deputy.biscuit;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A total order of values, consistent with equality. Collections of values that a token chooses are
 * kept by it: in a hash table whoever writes the token could make every lookup a search.
 */
final class TermOrder implements Comparator<Term> {
  static final TermOrder INSTANCE = new TermOrder();

  private static final List<Class<? extends Term>> TYPES =
      List.of(
          Term.Variable.class,
          Term.Int.class,
          Term.Str.class,
          Term.Date.class,
          Term.Bin.class,
          Term.Bool.class,
          Term.SetOf.class,
          Term.Null.class,
          Term.ArrayOf.class,
          Term.MapOf.class);

  private TermOrder() {}

  // Recurses as deep as terms nest, at most Limits.NESTING.
  @Override
  public int compare(Term a, Term b) {
    if (a == b) {
      return 0;
    } else if (a instanceof Term.Int x && b instanceof Term.Int y) {
      return Long.compare(x.value(), y.value());
    } else if (a instanceof Term.Str x && b instanceof Term.Str y) {
      return x.value().compareTo(y.value());
    } else if (a instanceof Term.Date x && b instanceof Term.Date y) {
      return Long.compareUnsigned(x.epochSeconds(), y.epochSeconds());
    } else if (a instanceof Term.Bin x && b instanceof Term.Bin y) {
      return x.value().compareTo(y.value());
    } else if (a instanceof Term.Bool x && b instanceof Term.Bool y) {
      return Boolean.compare(x.value(), y.value());
    } else if (a instanceof Term.SetOf x && b instanceof Term.SetOf y) {
      return compare(sorted(x.members()), sorted(y.members()));
    } else if (a instanceof Term.ArrayOf x && b instanceof Term.ArrayOf y) {
      return compare(x.members(), y.members());
    } else if (a instanceof Term.MapOf x && b instanceof Term.MapOf y) {
      return compare(x.entries(), y.entries());
    } else if (a instanceof Term.Variable x && b instanceof Term.Variable y) {
      return x.name().compareTo(y.name());
    }
    return Integer.compare(rank(a), rank(b));
  }

  /** Orders equally long lists term by term, and shorter ones first. */
  int compare(List<Term> a, List<Term> b) {
    int order = Integer.compare(a.size(), b.size());
    Iterator<Term> other = b.iterator();
    for (Iterator<Term> one = a.iterator(); order == 0 && one.hasNext(); ) {
      order = compare(one.next(), other.next());
    }
    return order;
  }

  private int compare(Map<Term, Term> a, Map<Term, Term> b) {
    TreeMap<Term, Term> first = new TreeMap<>(this);
    first.putAll(a);
    TreeMap<Term, Term> second = new TreeMap<>(this);
    second.putAll(b);
    int order = compare(List.copyOf(first.keySet()), List.copyOf(second.keySet()));
    return order != 0 ? order : compare(List.copyOf(first.values()), List.copyOf(second.values()));
  }

  private List<Term> sorted(List<Term> members) {
    return members.stream().sorted(this).toList();
  }

  private static int rank(Term term) {
    return TYPES.indexOf(term.getClass());
  }
}
