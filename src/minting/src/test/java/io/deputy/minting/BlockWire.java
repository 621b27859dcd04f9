package io.deputy.minting;

import biscuit.format.schema.Schema;
import com.google.protobuf.InvalidProtocolBufferException;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.PublicKey;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Scope;
import io.deputy.biscuit.SignedBlock;
import io.deputy.biscuit.Term;
import io.deputy.biscuit.UnverifiedBiscuit;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes all of Datalog 3.3, as our minter never does. Shares no code with the reader; field
 * numbers are those of schema.proto.
 */
final class BlockWire {
  private static final List<String> DEFAULT_SYMBOLS =
      List.of(
          ("read write resource operation right time role owner tenant namespace user team service"
                  + " admin email group member ip_address client client_ip domain path version"
                  + " cluster node hostname nonce query")
              .split(" "));
  private static final long FIRST_OWN_SYMBOL = 1024;

  private final Tables tables;

  private BlockWire(Tables tables) {
    this.tables = tables;
  }

  /** The symbols and keys that the first-party blocks of a token share. */
  static final class Tables {
    private final List<String> symbols = new ArrayList<>();
    private final List<PublicKey> keys = new ArrayList<>();

    /** Those of a token that is signed already; its scopes name no keys. */
    static Tables of(UnverifiedBiscuit token) throws InvalidProtocolBufferException {
      Tables tables = new Tables();
      for (SignedBlock block : token.blocks()) {
        if (block.external().isEmpty()) {
          tables.symbols.addAll(Schema.Block.parseFrom(block.payload().toArray()).getSymbolsList());
        }
      }
      return tables;
    }
  }

  /** The payload of {@code block}, which adds to {@code tables} what it needs. */
  static Wire write(Block block, Tables tables) {
    int symbols = tables.symbols.size();
    int keys = tables.keys.size();
    Wire statements = new BlockWire(tables).statements(block);
    Wire payload = new Wire();
    tables.symbols.subList(symbols, tables.symbols.size()).forEach(s -> payload.text(1, s));
    block.context().ifPresent(context -> payload.text(2, context));
    payload.number(3, block.version());
    payload.fields().addAll(statements.fields());
    for (PublicKey key : tables.keys.subList(keys, tables.keys.size())) {
      payload.message(
          8,
          new Wire()
              .number(1, number(PublicKey.Algorithm.values(), key.algorithm()))
              .raw(2, key.encoded()));
    }
    return payload;
  }

  private Wire statements(Block block) {
    Wire out = new Wire();
    block.facts().forEach(f -> out.message(4, new Wire().message(1, predicate(f))));
    block.rules().forEach(r -> out.message(5, rule(r)));
    block.checks().forEach(c -> out.message(6, check(c)));
    block.scopes().forEach(s -> out.message(7, scope(s)));
    return out;
  }

  private Wire check(Check check) {
    Wire out = new Wire();
    check.queries().forEach(q -> out.message(1, rule(q)));
    return check.kind() == Check.Kind.IF
        ? out
        : out.number(2, number(Check.Kind.values(), check.kind()));
  }

  private Wire rule(Rule rule) {
    Wire out = new Wire().message(1, predicate(rule.head()));
    rule.body().forEach(p -> out.message(2, predicate(p)));
    rule.expressions().forEach(e -> out.message(3, expression(e)));
    rule.scopes().forEach(s -> out.message(4, scope(s)));
    return out;
  }

  private Wire scope(Scope scope) {
    if (scope instanceof Scope.ByKey byKey) {
      if (!tables.keys.contains(byKey.key())) {
        tables.keys.add(byKey.key());
      }
      return new Wire().number(2, tables.keys.indexOf(byKey.key()));
    }
    return new Wire().number(1, scope instanceof Scope.Authority ? 0 : 1);
  }

  private Wire predicate(Predicate predicate) {
    Wire out = new Wire().number(1, symbol(predicate.name()));
    predicate.terms().forEach(t -> out.message(2, term(t)));
    return out;
  }

  private Wire expression(Expression expression) {
    Wire out = new Wire();
    expression.ops().forEach(op -> out.message(1, op(op)));
    return out;
  }

  private Wire op(Op op) {
    if (op instanceof Op.Push push) {
      return new Wire().message(1, term(push.term()));
    } else if (op instanceof Op.Unary unary) {
      Wire kind = new Wire().number(1, number(Op.UnaryKind.values(), unary.kind()));
      unary.function().ifPresent(f -> kind.number(2, symbol(f)));
      return new Wire().message(2, kind);
    } else if (op instanceof Op.Binary binary) {
      Wire kind = new Wire().number(1, number(Op.BinaryKind.values(), binary.kind()));
      binary.function().ifPresent(f -> kind.number(2, symbol(f)));
      return new Wire().message(3, kind);
    }
    Op.Closure closure = (Op.Closure) op;
    Wire out = new Wire();
    closure.parameters().forEach(p -> out.number(1, symbol(p)));
    closure.body().forEach(inner -> out.message(2, op(inner)));
    return new Wire().message(4, out);
  }

  private Wire term(Term term) {
    if (term instanceof Term.Variable variable) {
      return new Wire().number(1, symbol(variable.name()));
    } else if (term instanceof Term.Int number) {
      return new Wire().number(2, number.value());
    } else if (term instanceof Term.Str text) {
      return new Wire().number(3, symbol(text.value()));
    } else if (term instanceof Term.Date date) {
      return new Wire().number(4, date.epochSeconds());
    } else if (term instanceof Term.Bin bytes) {
      return new Wire().raw(5, bytes.value());
    } else if (term instanceof Term.Bool bool) {
      return new Wire().number(6, bool.value() ? 1 : 0);
    } else if (term instanceof Term.SetOf set) {
      return new Wire().message(7, members(set.members()));
    } else if (term instanceof Term.ArrayOf array) {
      return new Wire().message(9, members(array.members()));
    } else if (term instanceof Term.MapOf map) {
      Wire entries = new Wire();
      map.entries()
          .forEach(
              (key, value) ->
                  entries.message(1, new Wire().message(1, key(key)).message(2, term(value))));
      return new Wire().message(10, entries);
    }
    return new Wire().message(8, new Wire());
  }

  private Wire members(List<Term> members) {
    Wire out = new Wire();
    members.forEach(m -> out.message(1, term(m)));
    return out;
  }

  private Wire key(Term key) {
    return key instanceof Term.Int number
        ? new Wire().number(1, number.value())
        : new Wire().number(2, symbol(((Term.Str) key).value()));
  }

  /** The constants stand in the order of the wire. */
  static <E> int number(E[] constants, E constant) {
    return List.of(constants).indexOf(constant);
  }

  private long symbol(String text) {
    int known = DEFAULT_SYMBOLS.indexOf(text);
    if (known >= 0) {
      return known;
    }
    if (!tables.symbols.contains(text)) {
      tables.symbols.add(text);
    }
    return FIRST_OWN_SYMBOL + tables.symbols.indexOf(text);
  }
}
