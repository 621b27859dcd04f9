package io.deputy.minting;

import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import io.deputy.capability.Capability;
import io.deputy.chain.ChainId;
import io.deputy.chain.Hop;
import io.deputy.chain.RightsClause;
import io.deputy.chain.User;
import io.deputy.chain.VerifiedChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * What the blocks of a chain say: the authority block, and hop blocks that hold only what narrows.
 */
final class HopBlocks {
  /** Datalog 3.2: third-party blocks. */
  private static final int DATALOG_3_2 = 5;

  /** Datalog 3.3: closures. */
  private static final int DATALOG_3_3 = 6;

  private static final Term.Variable C = new Term.Variable("c");

  private HopBlocks() {}

  static Block authority(String issuer, ChainId chain, User user, HopTerms terms) {
    List<Predicate> facts =
        List.of(
            Predicate.of("issuer", new Term.Str(issuer)),
            Predicate.of("chain", new Term.Bin(chain.bytes())),
            Predicate.of("user", new Term.Str(user.issuer()), new Term.Str(user.subject())),
            Predicate.of("max_depth", new Term.Int(terms.maxDepth())),
            hop(0, terms));
    List<Rule> rules = new ArrayList<>();
    for (Capability capability : terms.rights().capabilities()) {
      Term number = new Term.Int(rules.size() + 1L);
      rules.add(CapabilityEncoder.encode(Predicate.of("cap", number), capability));
    }
    List<Check> checks =
        List.of(
            check(List.of(query(Predicate.of("cap", C), List.of()))),
            before(terms.expiresAt()),
            audience(terms.audience()));
    return block(facts, rules, checks);
  }

  static Block hop(VerifiedChain parent, HopTerms terms) {
    Hop last = parent.last();
    List<Predicate> facts = new ArrayList<>();
    facts.add(hop(last.number() + 1, terms));
    if (terms.maxDepth() < last.maxDepth()) {
      facts.add(Predicate.of("max_depth", new Term.Int(terms.maxDepth())));
    }
    List<Check> checks = new ArrayList<>();
    if (terms.expiresAt().isBefore(last.expiresAt())) {
      checks.add(before(terms.expiresAt()));
    }
    if (!terms.audience().equals(last.audience())) {
      checks.add(audience(terms.audience()));
    }
    Narrowing.of(parent, terms.rights()).map(HopBlocks::rights).ifPresent(checks::add);
    return block(facts, List.of(), checks);
  }

  private static Check rights(RightsClause narrowing) {
    List<Rule> queries = new ArrayList<>();
    if (!narrowing.selected().isEmpty()) {
      List<Term> numbers = new ArrayList<>();
      narrowing.selected().forEach(number -> numbers.add(new Term.Int(number)));
      queries.add(query(Predicate.of("cap", C), List.of(CapabilityEncoder.contains(numbers, C))));
    }
    for (Capability capability : narrowing.stated()) {
      queries.add(CapabilityEncoder.encode(Predicate.of("query"), capability));
    }
    return check(queries);
  }

  /** Who holds the token after hop {@code number}. */
  static Predicate hop(int number, HopTerms terms) {
    return Predicate.of(
        "hop",
        new Term.Int(number),
        new Term.Bin(terms.id().bytes()),
        new Term.Str(terms.holder().agent()),
        new Term.Bin(terms.holder().key().bytes()),
        new Term.Date(terms.issuedAt().getEpochSecond()));
  }

  private static Check before(Instant end) {
    Term.Variable time = new Term.Variable("time");
    return check(
        List.of(
            query(
                Predicate.of("time", time),
                List.of(
                    CapabilityEncoder.binary(
                        time, new Term.Date(end.getEpochSecond()), Op.BinaryKind.LESS_THAN)))));
  }

  private static Check audience(SortedSet<String> gateways) {
    Term.Variable audience = new Term.Variable("audience");
    List<Term> members = new ArrayList<>();
    gateways.forEach(gateway -> members.add(new Term.Str(gateway)));
    return check(
        List.of(
            query(
                Predicate.of("audience", audience),
                List.of(CapabilityEncoder.contains(members, audience)))));
  }

  private static Rule query(Predicate body, List<Expression> expressions) {
    return new Rule(Predicate.of("query"), List.of(body), expressions, List.of());
  }

  private static Check check(List<Rule> queries) {
    return new Check(Check.Kind.IF, queries);
  }

  private static Block block(List<Predicate> facts, List<Rule> rules, List<Check> checks) {
    boolean closures =
        Stream.concat(rules.stream(), checks.stream().flatMap(c -> c.queries().stream()))
            .flatMap(rule -> rule.expressions().stream())
            .flatMap(expression -> expression.ops().stream())
            .anyMatch(op -> op instanceof Op.Closure);
    return new Block(
        closures ? DATALOG_3_3 : DATALOG_3_2, Optional.empty(), facts, rules, checks, List.of());
  }
}
