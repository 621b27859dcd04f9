package io.deputy.minting;

import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import java.util.List;
import java.util.Optional;

/** Blocks that a holder appends on its own. */
final class Holders {
  private Holders() {}

  /** A check that the request comes before so many minutes from now. */
  static Block before(int minutes) {
    Term.Variable time = new Term.Variable("time");
    return checking(
        Predicate.of("time", time),
        CapabilityEncoder.binary(
            time,
            new Term.Date(Story.NOW.plusSeconds(minutes * 60L).getEpochSecond()),
            Op.BinaryKind.LESS_THAN));
  }

  /** A check that the request is for this name. */
  static Block named(String name) {
    Term.Variable n = new Term.Variable("n");
    return checking(
        Predicate.of("name", n),
        CapabilityEncoder.contains(List.of(new Term.Str(name), new Term.Str("create_issue")), n));
  }

  private static Block checking(Predicate body, io.deputy.biscuit.Expression expression) {
    Rule query = new Rule(Predicate.of("query"), List.of(body), List.of(expression), List.of());
    return new Block(
        5,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(new Check(Check.Kind.IF, List.of(query))),
        List.of());
  }
}
