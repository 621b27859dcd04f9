package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what blocks say. One reader reads the blocks of one token, in their order: it keeps the
 * symbols they share and counts their statements.
 *
 * <p>Source: schema.proto, {@code Block}; Biscuit specification, "Blocks".
 */
final class BlockReader {
  private static final int OLDEST_VERSION = 3;
  private static final int NEWEST_VERSION = DatalogVersion.V3_3;
  private static final Check.Kind[] CHECK_KINDS = Check.Kind.values();

  private final Limits limits;
  private final InternTables shared;
  private int statements;

  BlockReader(Limits limits) {
    this.limits = limits;
    this.shared = new InternTables();
  }

  /** Goes on where another reader stood after a block. */
  BlockReader(Limits limits, Mark mark) {
    this.limits = limits;
    this.shared = new InternTables(mark.tables, mark.symbols, mark.keys);
    this.statements = mark.statements;
  }

  /**
   * Where a reader stands after a block: how far the blocks up to there filled the tables, which
   * later blocks only add to, and how many statements they have.
   */
  record Mark(InternTables tables, int symbols, int keys, int statements) {}

  Mark mark() {
    return new Mark(shared, shared.symbols(), shared.keys(), statements);
  }

  /** Reads the next block; a third party's has symbols and keys of its own. */
  Block read(Bytes payload, boolean thirdParty) throws Refusal {
    return new Content(thirdParty ? new InternTables() : shared).read(payload, thirdParty);
  }

  private void count() throws Refusal {
    statements++;
    if (statements > limits.statements()) {
      throw new Refusal(
          Reason.TOKEN_TOO_MANY_STATEMENTS,
          "the token has more than " + limits.statements() + " facts, rules and checks");
    }
  }

  static PublicKey publicKey(WireReader in) throws Refusal {
    PublicKey.Algorithm[] algorithms = PublicKey.Algorithm.values();
    PublicKey.Algorithm algorithm = null;
    Bytes key = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> algorithm = algorithms[in.choice(algorithms.length)];
        case 2 -> key = in.bytes();
        default -> throw in.unknownField();
      }
    }
    in.required(algorithm, "algorithm");
    in.required(key, "key");
    if (key.size() != algorithm.keyBytes()) {
      throw in.malformed("has a key of " + key.size() + " bytes");
    }
    if (algorithm == PublicKey.Algorithm.SECP256R1 && key.at(0) != 2 && key.at(0) != 3) {
      throw in.malformed("has a P-256 key that is not compressed");
    }
    return new PublicKey(algorithm, key);
  }

  /** One block, and the tables it uses. */
  private final class Content {
    private final InternTables tables;
    private final TermReader terms;
    private final ExpressionReader expressions;

    Content(InternTables tables) {
      this.tables = tables;
      this.terms = new TermReader(tables);
      this.expressions = new ExpressionReader(tables, terms);
    }

    Block read(Bytes payload, boolean thirdParty) throws Refusal {
      WireReader in = WireReader.of(payload, "block", 1, 4, 5, 6, 7, 8);
      String context = null;
      Long version = null;
      List<WireReader> facts = new ArrayList<>();
      List<WireReader> rules = new ArrayList<>();
      List<WireReader> checks = new ArrayList<>();
      List<WireReader> scopes = new ArrayList<>();
      while (in.next()) {
        switch (in.field()) {
          case 1 -> tables.add(in.text(), in);
          case 2 -> context = in.text();
          case 3 -> version = in.uint32();
          case 4 -> {
            count();
            facts.add(in.message("fact"));
          }
          case 5 -> {
            count();
            rules.add(in.message("rule", 2, 3, 4));
          }
          case 6 -> {
            count();
            checks.add(in.message("check", 1));
          }
          case 7 -> scopes.add(in.message("scope"));
          case 8 -> {
            PublicKey key = publicKey(in.message("public key"));
            if (!Signatures.isPoint(key)) {
              throw in.malformed("declares a public key that is no point of its curve");
            }
            tables.add(key, in);
          }
          default -> throw in.unknownField();
        }
      }
      long declared = in.required(version, "version");
      if (declared < OLDEST_VERSION || declared > NEWEST_VERSION) {
        throw in.malformed("declares an unsupported Datalog version " + declared);
      }
      Block block =
          new Block(
              (int) declared,
              Optional.ofNullable(context),
              facts(facts),
              rules(rules),
              checks(checks, (int) declared),
              scopes(scopes));
      requireVersion(block, thirdParty, in);
      return block;
    }

    private void requireVersion(Block block, boolean thirdParty, WireReader in) throws Refusal {
      int needed = DatalogVersion.needed(block);
      if (thirdParty) {
        needed = Math.max(needed, DatalogVersion.V3_2);
      }
      if (block.version() < needed) {
        throw in.malformed(
            "declares Datalog version " + block.version() + " but needs version " + needed);
      }
    }

    private List<Predicate> facts(List<WireReader> in) throws Refusal {
      List<Predicate> facts = new ArrayList<>(in.size());
      for (WireReader fact : in) {
        if (fact.only() != 1) {
          throw fact.unknownField();
        }
        facts.add(predicate(fact.message("fact", 2), true));
        fact.end();
      }
      return facts;
    }

    private List<Rule> rules(List<WireReader> in) throws Refusal {
      List<Rule> rules = new ArrayList<>(in.size());
      for (WireReader rule : in) {
        rules.add(rule(rule));
      }
      return rules;
    }

    private Rule rule(WireReader in) throws Refusal {
      Predicate head = null;
      List<Predicate> body = new ArrayList<>();
      List<Expression> conditions = new ArrayList<>();
      List<WireReader> scopes = new ArrayList<>();
      while (in.next()) {
        switch (in.field()) {
          case 1 -> head = predicate(in.message("predicate", 2), false);
          case 2 -> body.add(predicate(in.message("predicate", 2), false));
          case 3 -> conditions.add(expressions.expression(in.message("expression", 1)));
          case 4 -> scopes.add(in.message("scope"));
          default -> throw in.unknownField();
        }
      }
      if (body.isEmpty() && conditions.isEmpty()) {
        // To some readers it always matches, to others never.
        throw in.malformed("has an empty body");
      }
      Rule rule = new Rule(in.required(head, "head"), body, conditions, scopes(scopes));
      Optional<String> fault = RuleShape.fault(rule);
      if (fault.isPresent()) {
        throw in.malformed(fault.get());
      }
      return rule;
    }

    private List<Check> checks(List<WireReader> in, int version) throws Refusal {
      List<Check> checks = new ArrayList<>(in.size());
      for (WireReader check : in) {
        checks.add(check(check, version));
      }
      return checks;
    }

    private Check check(WireReader in, int version) throws Refusal {
      List<Rule> queries = new ArrayList<>();
      Check.Kind kind = Check.Kind.IF;
      while (in.next()) {
        switch (in.field()) {
          case 1 -> queries.add(rule(in.message("rule", 2, 3, 4)));
          case 2 -> {
            if (version < DatalogVersion.V3_1) {
              throw in.malformed("has a kind, which Datalog 3.0 does not have");
            }
            kind = CHECK_KINDS[in.choice(CHECK_KINDS.length)];
          }
          default -> throw in.unknownField();
        }
      }
      if (queries.isEmpty()) {
        throw in.malformed("has no query");
      }
      return new Check(kind, queries);
    }

    private Predicate predicate(WireReader in, boolean fact) throws Refusal {
      String name = null;
      List<Term> arguments = new ArrayList<>();
      while (in.next()) {
        switch (in.field()) {
          case 1 -> name = tables.symbol(in.varint(), in);
          case 2 -> {
            WireReader term = in.message("term");
            arguments.add(fact ? terms.value(term) : terms.pattern(term));
          }
          default -> throw in.unknownField();
        }
      }
      return new Predicate(in.required(name, "name"), arguments);
    }

    private List<Scope> scopes(List<WireReader> in) throws Refusal {
      List<Scope> scopes = new ArrayList<>(in.size());
      for (WireReader scope : in) {
        scopes.add(scope(scope));
        scope.end();
      }
      return scopes;
    }

    private Scope scope(WireReader in) throws Refusal {
      return switch (in.only()) {
        case 1 -> in.choice(2) == 0 ? new Scope.Authority() : new Scope.Previous();
        case 2 -> new Scope.ByKey(tables.key(in.varint(), in));
        default -> throw in.unknownField();
      };
    }
  }
}
