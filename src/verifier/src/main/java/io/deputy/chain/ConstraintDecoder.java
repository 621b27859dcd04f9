package io.deputy.chain;

import static io.deputy.chain.NotOurs.require;

import io.deputy.biscuit.Term;
import io.deputy.capability.Constraint;
import io.deputy.capability.Form;
import io.deputy.capability.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads constraints back from a predicate and the conditions on its variables. Only what an issuer
 * writes is read, so each constraint is the one that binds.
 */
final class ConstraintDecoder {
  private final Form form;
  private final Set<Form> forms;
  private final List<Term> terms;

  private ConstraintDecoder(Form form, Set<Form> forms, List<Term> terms) {
    this.form = form;
    this.forms = forms;
    this.terms = terms;
  }

  /**
   * The constraints that must all hold.
   *
   * @param form of the values that the predicate has
   * @param forms those that constraints on it may have; more than one where its values are always
   *     of both
   * @param terms the predicate's terms for such a value
   * @param conditions all of those on the variables among them
   */
  static List<Constraint> decode(
      Form form, Set<Form> forms, List<Term> terms, List<Condition> conditions) throws NotOurs {
    require(terms.size() == FactNames.parts(form).size());
    Term last = terms.get(terms.size() - 1);
    if (!(last instanceof Term.Variable)) {
      Constraint exact = new Constraint.Exact(scalar(last));
      require(conditions.isEmpty() && forms.containsAll(exact.forms()));
      return List.of(exact);
    }
    if (form == Form.URL && !(terms.get(0) instanceof Term.Variable)) {
      return List.of(UrlDecoder.written(terms, conditions));
    }
    for (Term term : terms) {
      require(term instanceof Term.Variable);
    }
    Optional<Constraint> everything = everything(form);
    if (conditions.isEmpty()) {
      return List.of(everything.orElseThrow(NotOurs::new));
    }
    List<Constraint> members = new ConstraintDecoder(form, forms, terms).members(conditions);
    // Alone these are written without a condition.
    require(
        members.size() > 1
            || !(members.get(0) instanceof Constraint.Exact
                || members.get(0) instanceof Constraint.Url
                || members.get(0).equals(everything.orElse(null))));
    return members;
  }

  /** What is written as a predicate without any condition on its variables. */
  private static Optional<Constraint> everything(Form form) {
    return switch (form) {
      case TEXT -> Optional.of(new Constraint.Prefix(""));
      case INTEGER -> Optional.of(new Constraint.Range(OptionalLong.empty(), OptionalLong.empty()));
      case PATH -> Optional.of(new Constraint.Subpath("/"));
      case IPV4, IPV6 -> Optional.of(AddressDecoder.everyAddress(form));
      case BOOLEAN, SET, URL -> Optional.empty();
    };
  }

  /** One constraint for those that must all hold: exact values never stand beside others. */
  static Constraint both(List<Constraint> members) throws NotOurs {
    if (members.size() == 1) {
      return members.get(0);
    }
    for (Constraint member : members) {
      require(!(member instanceof Constraint.Exact || member instanceof Constraint.OneOf));
    }
    Constraint.All all = new Constraint.All(members);
    require(all.members().size() == members.size());
    return all;
  }

  private List<Constraint> members(List<Condition> conditions) throws NotOurs {
    List<Constraint> members = new ArrayList<>();
    Comparisons comparisons = new Comparisons(terms);
    for (Condition condition : conditions) {
      if (condition instanceof Condition.One one) {
        comparisons.add(one);
      } else {
        require(condition instanceof Condition.AnyOf);
        members.add(any(((Condition.AnyOf) condition).parts()));
      }
    }
    for (Constraint word : words(comparisons)) {
      require(forms.containsAll(word.forms()) && !word.forms().isEmpty());
      members.add(word);
    }
    comparisons.requireAllTaken();
    require(!members.isEmpty());
    return members;
  }

  // Recurses as deep as conditions nest, which their reader bounds.
  private Constraint any(List<Condition> alternatives) throws NotOurs {
    require(alternatives.size() <= Constraint.MAX_MEMBERS);
    List<Constraint> members = new ArrayList<>();
    for (Condition alternative : alternatives) {
      List<Condition> together =
          alternative instanceof Condition.AllOf all ? all.parts() : List.of(alternative);
      members.add(both(members(together)));
    }
    Constraint any = Constraint.any(members);
    require(any instanceof Constraint.Any merged && merged.members().size() == members.size());
    return any;
  }

  /** The constraints that the comparisons are, each kind at most once. */
  private List<Constraint> words(Comparisons comparisons) throws NotOurs {
    return switch (form) {
      case TEXT, INTEGER, BOOLEAN, PATH -> scalars(comparisons);
      case SET -> sets(comparisons);
      case URL -> UrlDecoder.compared(comparisons).stream().toList();
      case IPV4, IPV6 -> AddressDecoder.decode(form, comparisons).stream().toList();
    };
  }

  private List<Constraint> scalars(Comparisons comparisons) throws NotOurs {
    List<Constraint> found = new ArrayList<>();
    for (Condition.One test : comparisons.take(0)) {
      found.add(
          switch (test.test()) {
            case EQUAL -> new Constraint.Exact(scalar(test.operand()));
            case AMONG -> new Constraint.OneOf(scalars(test.operand()));
            case NOT_AMONG -> new Constraint.NotOneOf(scalars(test.operand()));
            case STARTS_WITH -> new Constraint.Prefix(text(test.operand()));
            case BELOW -> new Constraint.Subpath(root(test.operand()));
            case AT_LEAST -> atLeast(integer(test.operand()));
            case AT_MOST -> atMost(integer(test.operand()));
            case CONTAINS -> throw new NotOurs();
          });
    }
    return ranged(found);
  }

  /** With the two ends of a range as one. */
  private static List<Constraint> ranged(List<Constraint> found) throws NotOurs {
    List<Constraint> ends = new ArrayList<>();
    for (Constraint each : found) {
      if (each instanceof Constraint.Range) {
        ends.add(each);
      }
    }
    if (ends.size() < 2) {
      return found;
    }
    Constraint.Range first = (Constraint.Range) ends.get(0);
    Constraint.Range second = (Constraint.Range) ends.get(1);
    // Neither of two is written for an open end.
    require(first.min().isPresent() || first.max().isPresent());
    require(second.min().isPresent() || second.max().isPresent());
    List<Constraint> merged = new ArrayList<>(found);
    merged.removeAll(ends);
    merged.add(
        new Constraint.Range(
            first.min().isPresent() ? first.min() : second.min(),
            first.max().isPresent() ? first.max() : second.max()));
    return merged;
  }

  private static Constraint.Range atLeast(long min) {
    return new Constraint.Range(OptionalLong.of(min), OptionalLong.empty());
  }

  private static Constraint.Range atMost(long max) throws NotOurs {
    require(max != Long.MAX_VALUE);
    return new Constraint.Range(OptionalLong.empty(), OptionalLong.of(max));
  }

  private static List<Constraint> sets(Comparisons comparisons) throws NotOurs {
    List<Constraint> found = new ArrayList<>();
    for (Condition.One test : comparisons.take(0)) {
      require(test.test() == Condition.Test.CONTAINS || test.test() == Condition.Test.AMONG);
      List<Value.Scalar> elements = scalars(test.operand());
      found.add(
          test.test() == Condition.Test.CONTAINS
              ? new Constraint.Contains(elements)
              : new Constraint.Subset(elements));
    }
    return found;
  }

  private static List<Value.Scalar> scalars(Term term) throws NotOurs {
    require(term instanceof Term.SetOf);
    List<Value.Scalar> values = new ArrayList<>();
    for (Term member : ((Term.SetOf) term).members()) {
      values.add(scalar(member));
    }
    return values;
  }

  private static Value.Scalar scalar(Term term) throws NotOurs {
    if (term instanceof Term.Str text) {
      return new Value.Text(text.value());
    }
    if (term instanceof Term.Int number) {
      return new Value.Int(number.value());
    }
    require(term instanceof Term.Bool);
    return new Value.Bool(((Term.Bool) term).value());
  }

  /** The path that everything below starts with, and a slash. */
  static String root(Term below) throws NotOurs {
    String text = text(below);
    require(text.endsWith("/"));
    return text.length() == 1 ? text : text.substring(0, text.length() - 1);
  }

  static String text(Term term) throws NotOurs {
    require(term instanceof Term.Str);
    return ((Term.Str) term).value();
  }

  static long integer(Term term) throws NotOurs {
    require(term instanceof Term.Int);
    return ((Term.Int) term).value();
  }
}
