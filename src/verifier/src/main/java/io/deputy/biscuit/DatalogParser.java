package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads Datalog text, syntax 3.3, in one pass: for tests and the command line. Values never become
 * text on their way into a token, so nothing that is decided depends on this class.
 *
 * <p>Source: Biscuit specification, "Grammar".
 */
public final class DatalogParser {
  private final TextCursor in;
  private final TermParser terms;
  private final ExpressionParser expressions;

  private final List<Scope> scopes = new ArrayList<>();
  private final List<Predicate> facts = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();
  private final List<Policy> policies = new ArrayList<>();

  private DatalogParser(String text) {
    this.in = new TextCursor(text);
    this.terms = new TermParser(in);
    this.expressions = new ExpressionParser(in, terms);
  }

  /**
   * Reads facts, rules, checks and policies, each but the last ended by a semicolon.
   *
   * @throws Refusal {@code parameter_invalid}, with the place
   */
  public static Authorizer authorizer(String text) throws Refusal {
    DatalogParser parser = new DatalogParser(text);
    parser.statements();
    if (!parser.scopes.isEmpty()) {
      throw parser.in.fault("an authorizer has no scope of its own");
    }
    return new Authorizer(parser.facts, parser.rules, parser.checks, parser.policies);
  }

  /**
   * Reads an optional {@code trusting} annotation, facts, rules and checks.
   *
   * @throws Refusal {@code parameter_invalid}, with the place
   */
  public static Block block(String text) throws Refusal {
    DatalogParser parser = new DatalogParser(text);
    if (parser.in.acceptWord("trusting")) {
      parser.scopes.addAll(parser.scopes());
      parser.in.expect(";");
    }
    parser.statements();
    if (!parser.policies.isEmpty()) {
      throw parser.in.fault("a block has no policies");
    }
    return new Block(
        DatalogVersion.V3_3,
        Optional.empty(),
        parser.facts,
        parser.rules,
        parser.checks,
        parser.scopes);
  }

  /**
   * Reads a key as {@link DatalogPrinter#key} prints it.
   *
   * @throws Refusal {@code parameter_invalid}
   */
  public static PublicKey key(String text) throws Refusal {
    DatalogParser parser = new DatalogParser(text);
    PublicKey key = parser.key();
    if (!parser.in.atEnd()) {
      throw parser.in.fault("expected nothing after the key");
    }
    return key;
  }

  private void statements() throws Refusal {
    while (!in.atEnd()) {
      statement();
      if (!in.atEnd()) {
        in.expect(";");
      }
    }
  }

  private void statement() throws Refusal {
    if (in.isPredicate()) {
      Predicate head = terms.predicate();
      if (in.accept("<-")) {
        rules.add(sound(body(head)));
      } else if (head.terms().stream().anyMatch(t -> t instanceof Term.Variable)) {
        throw in.fault("a fact has no variables");
      } else {
        facts.add(head);
      }
    } else if (in.acceptWord("check")) {
      Check.Kind kind = in.acceptWord("all") ? Check.Kind.ALL : Check.Kind.IF;
      if (kind == Check.Kind.IF) {
        in.expect("if");
      }
      checks.add(new Check(kind, queries()));
    } else if (in.acceptWord("reject")) {
      in.expect("if");
      checks.add(new Check(Check.Kind.REJECT, queries()));
    } else if (in.acceptWord("allow")) {
      in.expect("if");
      policies.add(new Policy(Policy.Kind.ALLOW, queries()));
    } else if (in.acceptWord("deny")) {
      in.expect("if");
      policies.add(new Policy(Policy.Kind.DENY, queries()));
    } else {
      throw in.fault("expected a fact, a rule, a check or a policy");
    }
  }

  private List<Rule> queries() throws Refusal {
    List<Rule> queries = new ArrayList<>();
    do {
      queries.add(body(Predicate.of("query")));
    } while (in.acceptWord("or"));
    return queries;
  }

  private Rule body(Predicate head) throws Refusal {
    List<Predicate> body = new ArrayList<>();
    List<Expression> conditions = new ArrayList<>();
    do {
      if (in.isPredicate()) {
        body.add(terms.predicate());
      } else {
        conditions.add(expressions.expression());
      }
    } while (in.accept(","));
    return new Rule(head, body, conditions, in.acceptWord("trusting") ? scopes() : List.of());
  }

  private Rule sound(Rule rule) throws Refusal {
    if (RuleShape.unboundInHead(rule).isPresent()) {
      throw in.fault("the head of a rule has a variable that its body does not bind");
    }
    return rule;
  }

  private List<Scope> scopes() throws Refusal {
    List<Scope> found = new ArrayList<>();
    do {
      if (in.acceptWord("authority")) {
        found.add(new Scope.Authority());
      } else if (in.acceptWord("previous")) {
        found.add(new Scope.Previous());
      } else {
        found.add(new Scope.ByKey(key()));
      }
    } while (in.accept(","));
    return found;
  }

  private PublicKey key() throws Refusal {
    PublicKey.Algorithm algorithm;
    if (in.accept("ed25519/")) {
      algorithm = PublicKey.Algorithm.ED25519;
    } else {
      in.expect("secp256r1/");
      algorithm = PublicKey.Algorithm.SECP256R1;
    }
    Bytes key = in.hex();
    if (key.size() != algorithm.keyBytes()) {
      throw in.fault("a key has " + algorithm.keyBytes() + " bytes");
    }
    return new PublicKey(algorithm, key);
  }
}
