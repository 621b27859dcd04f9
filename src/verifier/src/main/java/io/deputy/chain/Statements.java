package io.deputy.chain;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import io.deputy.capability.Capability;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an attested block states, one by one, refused with one reason where it is not as it must be.
 */
final class Statements {
  private final Block block;
  private final Reason malformed;
  private final String where;

  /**
   * @param block the block to read
   * @param malformed the reason to refuse it with
   * @param where which block, for people
   */
  Statements(Block block, Reason malformed, String where) {
    this.block = block;
    this.malformed = malformed;
    this.where = where;
  }

  /** What a check of an issuer's block is about. */
  sealed interface Clause {
    /** {@code check if cap($c)}: some capability must admit the request. */
    record AnyCapability() implements Clause {}

    /** {@code check if time($t), $t < end}. */
    record Before(Instant end) implements Clause {}

    /** {@code check if audience($a), {gateways}.contains($a)}. */
    record Audience(SortedSet<String> gateways) implements Clause {}

    /** A check on rights. */
    record Narrowed(RightsClause rights) implements Clause {}
  }

  /** Refuses the block unless every fact is one of {@code names}. */
  void requireOnlyFacts(List<String> names) throws Refusal {
    for (Predicate fact : block.facts()) {
      if (!names.contains(fact.name())) {
        throw refuse("states \"" + fact.name() + "\", which is not for it to state");
      }
    }
  }

  /** The terms of the one fact of this name. */
  List<Term> one(String name, int terms) throws Refusal {
    return atMostOne(name, terms)
        .orElseThrow(() -> refuse("does not state \"" + name + "\" exactly once"));
  }

  /** The terms of the fact of this name, if there is one. */
  Optional<List<Term>> atMostOne(String name, int terms) throws Refusal {
    Predicate found = null;
    for (Predicate fact : block.facts()) {
      if (fact.name().equals(name)) {
        if (found != null) {
          throw refuse("states \"" + name + "\" more than once");
        }
        found = fact;
      }
    }
    if (found != null && found.terms().size() != terms) {
      throw refuse("states \"" + name + "\" with the wrong number of terms");
    }
    return Optional.ofNullable(found).map(Predicate::terms);
  }

  /** The capabilities that rules {@code cap(1) <- …}, {@code cap(2) <- …} state, in that order. */
  List<Capability> capabilities() throws Refusal {
    List<Capability> capabilities = new ArrayList<>();
    for (Rule rule : block.rules()) {
      Predicate head = Predicate.of("cap", new Term.Int(capabilities.size() + 1L));
      if (!rule.head().equals(head)) {
        throw refuse("has a rule that is not capability " + (capabilities.size() + 1));
      }
      capabilities.add(
          CapabilityDecoder.decode(rule)
              .orElseThrow(() -> refuse("has a capability that cannot be read")));
    }
    if (capabilities.isEmpty()) {
      throw refuse("has no capability");
    }
    return capabilities;
  }

  /** What the checks say, in their order. */
  List<Clause> clauses() throws Refusal {
    List<Clause> clauses = new ArrayList<>();
    for (Check check : block.checks()) {
      if (check.kind() != Check.Kind.IF || check.queries().isEmpty()) {
        throw refuse("has a check that does not narrow");
      }
      clauses.add(clause(check));
    }
    return clauses;
  }

  private Clause clause(Check check) throws Refusal {
    Rule first = check.queries().get(0);
    if (check.queries().size() == 1 && first.body().size() == 1) {
      String name = first.body().get(0).name();
      if (name.equals("time")) {
        return new Clause.Before(date(operand(first, Op.BinaryKind.LESS_THAN)));
      }
      if (name.equals("audience")) {
        SortedSet<String> gateways = new TreeSet<>();
        for (Term member : members(first)) {
          gateways.add(text(member));
        }
        return new Clause.Audience(gateways);
      }
      if (name.equals("cap") && first.expressions().isEmpty()) {
        variable(first);
        return new Clause.AnyCapability();
      }
    }
    return new Clause.Narrowed(rights(check));
  }

  private RightsClause rights(Check check) throws Refusal {
    SortedSet<Integer> selected = new TreeSet<>();
    List<Capability> stated = new ArrayList<>();
    for (Rule query : check.queries()) {
      if (query.body().size() == 1 && query.body().get(0).name().equals("cap")) {
        for (Term member : members(query)) {
          selected.add(smallInt(member));
        }
      } else {
        stated.add(
            CapabilityDecoder.decode(query)
                .orElseThrow(() -> refuse("has a check that cannot be read")));
      }
    }
    return new RightsClause(selected, stated);
  }

  private List<Term> members(Rule query) throws Refusal {
    variable(query);
    return Shapes.members(onlyExpression(query))
        .orElseThrow(() -> refuse("has a check that cannot be read"));
  }

  private Term operand(Rule query, Op.BinaryKind kind) throws Refusal {
    variable(query);
    return Shapes.operand(onlyExpression(query), kind)
        .orElseThrow(() -> refuse("has a check that cannot be read"));
  }

  private Expression onlyExpression(Rule query) throws Refusal {
    if (query.expressions().size() != 1) {
      throw refuse("has a check that cannot be read");
    }
    Expression expression = query.expressions().get(0);
    if (!Shapes.constrainedVariable(expression).equals(Optional.of(variable(query)))) {
      throw refuse("has a check that cannot be read");
    }
    return expression;
  }

  private String variable(Rule query) throws Refusal {
    List<Term> terms = query.body().get(0).terms();
    if (terms.size() == 1 && terms.get(0) instanceof Term.Variable variable) {
      return variable.name();
    }
    throw refuse("has a check that cannot be read");
  }

  String text(Term term) throws Refusal {
    if (term instanceof Term.Str text) {
      return text.value();
    }
    throw refuse("has a term that is not a string");
  }

  Instant date(Term term) throws Refusal {
    // Later than any date that people write would overflow Instant.
    if (term instanceof Term.Date date
        && date.epochSeconds() >= 0
        && date.epochSeconds() <= Instant.MAX.getEpochSecond()) {
      return Instant.ofEpochSecond(date.epochSeconds());
    }
    throw refuse("has a term that is not a date");
  }

  Bytes bytes(Term term, int size) throws Refusal {
    if (term instanceof Term.Bin bytes && bytes.value().size() == size) {
      return bytes.value();
    }
    throw refuse("has a term that is not " + size + " bytes");
  }

  Thumbprint thumbprint(Term term) throws Refusal {
    if (term instanceof Term.Bin bytes
        && (bytes.value().size() == 0 || bytes.value().size() == Thumbprint.SIZE)) {
      return new Thumbprint(bytes.value());
    }
    throw refuse("has a term that is not a key's thumbprint");
  }

  int smallInt(Term term) throws Refusal {
    if (term instanceof Term.Int number
        && number.value() >= 0
        && number.value() <= Short.MAX_VALUE) {
      return (int) number.value();
    }
    throw refuse("has a term that is not a small number");
  }

  Refusal refuse(String what) {
    return new Refusal(malformed, where + " " + what);
  }
}
