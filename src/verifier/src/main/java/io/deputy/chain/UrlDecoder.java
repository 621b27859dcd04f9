package io.deputy.chain;

import static io.deputy.chain.NotOurs.require;

import io.deputy.biscuit.Term;
import io.deputy.capability.Constraint;
import io.deputy.capability.WebUrl;
import java.util.List;
import java.util.Optional;

/** Reads a constraint on URLs back from what must hold of scheme, host, port and path. */
final class UrlDecoder {
  private static final int SCHEME = 0;
  private static final int HOST = 1;
  private static final int PORT = 2;
  private static final int PATH = 3;

  private UrlDecoder() {}

  /** As it stands alone: constants in the predicate, and a condition on the path if it has one. */
  static Constraint written(List<Term> terms, List<Condition> conditions) throws NotOurs {
    require(conditions.size() <= 1);
    String path = "/";
    if (conditions.size() == 1) {
      require(conditions.get(0) instanceof Condition.One one && one.test() == Condition.Test.BELOW);
      path = ConstraintDecoder.root(((Condition.One) conditions.get(0)).operand());
      require(!path.equals("/"));
    }
    return url(terms.get(SCHEME), terms.get(HOST), terms.get(PORT), path);
  }

  /** As it stands beside others: all four compared, or none. */
  static Optional<Constraint> compared(Comparisons comparisons) throws NotOurs {
    if (comparisons.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        url(
            taken(comparisons, SCHEME, Condition.Test.EQUAL),
            taken(comparisons, HOST, Condition.Test.EQUAL),
            taken(comparisons, PORT, Condition.Test.EQUAL),
            ConstraintDecoder.root(taken(comparisons, PATH, Condition.Test.BELOW))));
  }

  private static Term taken(Comparisons comparisons, int variable, Condition.Test test)
      throws NotOurs {
    return comparisons.take(variable, test).orElseThrow(NotOurs::new);
  }

  private static Constraint url(Term scheme, Term host, Term port, String path) throws NotOurs {
    long number = ConstraintDecoder.integer(port);
    require(number == (int) number);
    WebUrl url =
        new WebUrl(
            ConstraintDecoder.text(scheme),
            ConstraintDecoder.text(host),
            (int) number,
            path,
            Optional.empty());
    require(WebUrl.parse(url.text()).equals(Optional.of(url)));
    return new Constraint.Url(url);
  }
}
