package io.deputy.minting;

import io.deputy.biscuit.Authorizer;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Policy;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Scope;
import io.deputy.biscuit.Term;
import io.deputy.minting.RandomExpressions.Level;
import io.deputy.minting.RandomTerms.Sort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Blocks and authorizers over one vocabulary, so that facts, rules and checks meet. */
final class RandomBlocks {
  private static final Map<String, List<Sort>> VOCABULARY =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("resource", List.of(Sort.STR)),
              Map.entry("operation", List.of(Sort.STR)),
              Map.entry("time", List.of(Sort.DATE)),
              Map.entry("right", List.of(Sort.STR, Sort.STR)),
              Map.entry("num", List.of(Sort.INT)),
              Map.entry("pair", List.of(Sort.INT, Sort.STR)),
              Map.entry("flag", List.of(Sort.BOOL)),
              Map.entry("blob", List.of(Sort.BIN)),
              Map.entry("tags", List.of(Sort.SET)),
              Map.entry("nothing", List.of())));
  private static final Map<String, List<Sort>> RECENT =
      Map.of("list", List.of(Sort.ARRAY), "dict", List.of(Sort.MAP), "void", List.of(Sort.NULL));

  private final RandomTerms terms;
  private final Level level;
  private final List<PublicKey> keys;
  private final List<String> names;

  /**
   * @param keys third parties that scopes may name
   */
  RandomBlocks(RandomTerms terms, Level level, List<PublicKey> keys) {
    this.terms = terms;
    this.level = level;
    this.keys = keys;
    this.names = new ArrayList<>(VOCABULARY.keySet());
    if (level == Level.TEXT) {
      // The text parser of biscuit-wasm knows no predicate without terms.
      names.remove("nothing");
    }
    if (level == Level.V3_3) {
      names.addAll(List.of("dict", "list", "void"));
    }
  }

  Block block(int version, boolean authority) {
    return new Block(
        version,
        terms.chance(5) ? Optional.of("context") : Optional.empty(),
        many(authority ? 6 : 3, this::fact),
        many(2, this::rule),
        many(3, this::check),
        terms.chance(10) ? scopes() : List.of());
  }

  Authorizer authorizer() {
    List<Policy> policies = new ArrayList<>(many(2, this::policy));
    if (terms.chance(80)) {
      Rule always = new Rule(Predicate.of("query"), List.of(), List.of(truth()), List.of());
      policies.add(new Policy(Policy.Kind.ALLOW, List.of(always)));
    }
    return new Authorizer(many(5, this::fact), many(1, this::rule), many(1, this::check), policies);
  }

  private Expression truth() {
    return new Expression(List.of(new io.deputy.biscuit.Op.Push(new Term.Bool(true))));
  }

  private <T> List<T> many(int most, java.util.function.Supplier<T> one) {
    List<T> list = new ArrayList<>();
    for (int i = terms.below(most + 1); i > 0; i--) {
      list.add(one.get());
    }
    return list;
  }

  private List<Sort> types(String name) {
    return VOCABULARY.containsKey(name) ? VOCABULARY.get(name) : RECENT.get(name);
  }

  private Predicate fact() {
    String name = terms.of(names);
    List<Term> values = new ArrayList<>();
    for (Sort type : types(name)) {
      values.add(terms.value(terms.chance(3) ? terms.type(level == Level.V3_3) : type));
    }
    return new Predicate(name, values);
  }

  private Rule rule() {
    RandomExpressions expressions = new RandomExpressions(terms, level);
    List<Predicate> body = many(2, () -> pattern(expressions));
    String name = terms.of(names);
    List<Term> head = new ArrayList<>();
    for (Sort type : types(name)) {
      Optional<String> variable = expressions.variable(type);
      head.add(variable.map(v -> (Term) new Term.Variable(v)).orElse(terms.value(type)));
    }
    List<Expression> conditions = new ArrayList<>(many(2, expressions::condition));
    if (body.isEmpty() && conditions.isEmpty()) {
      conditions.add(truth());
    }
    return new Rule(new Predicate(name, head), body, conditions, ruleScopes());
  }

  private Rule query() {
    RandomExpressions expressions = new RandomExpressions(terms, level);
    List<Predicate> body = many(2, () -> pattern(expressions));
    List<Expression> conditions = new ArrayList<>(many(2, expressions::condition));
    if (body.isEmpty() && conditions.isEmpty()) {
      conditions.add(expressions.condition());
    }
    return new Rule(Predicate.of("query"), body, conditions, ruleScopes());
  }

  private Check check() {
    Check.Kind kind = Check.Kind.IF;
    if (level != Level.V3_0 && terms.chance(20)) {
      kind = Check.Kind.ALL;
    } else if (level.compareTo(Level.V3_3) >= 0 && terms.chance(20)) {
      kind = Check.Kind.REJECT;
    }
    return new Check(kind, queries());
  }

  private Policy policy() {
    return new Policy(terms.chance(70) ? Policy.Kind.ALLOW : Policy.Kind.DENY, queries());
  }

  private List<Rule> queries() {
    List<Rule> queries = new ArrayList<>();
    queries.add(query());
    if (terms.chance(20)) {
      queries.add(query());
    }
    return queries;
  }

  private Predicate pattern(RandomExpressions expressions) {
    String name = terms.of(names);
    List<Term> pattern = new ArrayList<>();
    for (Sort type : types(name)) {
      if (terms.chance(25)) {
        pattern.add(terms.value(type));
      } else {
        Optional<String> known = terms.chance(30) ? expressions.variable(type) : Optional.empty();
        String variable = known.orElse("v" + terms.below(1000));
        if (known.isEmpty()) {
          expressions.bind(variable, type);
        }
        pattern.add(new Term.Variable(variable));
      }
    }
    return new Predicate(name, pattern);
  }

  private List<Scope> ruleScopes() {
    return terms.chance(12) ? scopes() : List.of();
  }

  private List<Scope> scopes() {
    if (level == Level.V3_0) {
      return List.of();
    }
    List<Scope> scopes = new ArrayList<>();
    do {
      scopes.add(
          switch (terms.below(3)) {
            case 0 -> new Scope.Authority();
            case 1 -> new Scope.Previous();
            default -> new Scope.ByKey(terms.of(keys));
          });
    } while (terms.chance(25));
    return scopes;
  }
}
