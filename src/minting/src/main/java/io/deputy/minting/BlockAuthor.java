package io.deputy.minting;

import biscuit.format.schema.Schema;
import io.deputy.Bytes;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Check;
import io.deputy.biscuit.Expression;
import io.deputy.biscuit.Op;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Rule;
import io.deputy.biscuit.Term;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.biscuitsec.biscuit.datalog.SymbolTable;

/**
 * Turns what a block says into the bytes that are signed, with Biscuit-Java's builder. The
 * statements are values throughout: no text is ever pasted into Datalog, so hostile names stay
 * names. Scopes and context are not written: we never use them.
 */
final class BlockAuthor {
  private final SymbolTable symbols;
  private final int known;

  private BlockAuthor(List<String> known) {
    this.symbols = new SymbolTable(known);
    this.known = known.size();
  }

  /** The payload of an authority or third-party block: its symbols start from an empty table. */
  static Bytes author(Block block) {
    return author(block, List.of());
  }

  /** The payload of a holder's own block, which continues the symbols of the earlier ones. */
  static Bytes author(Block block, List<String> known) {
    return new BlockAuthor(known).encode(block);
  }

  private Bytes encode(Block block) {
    Schema.Block.Builder encoded = Schema.Block.newBuilder().setVersion(block.version());
    for (Predicate fact : block.facts()) {
      encoded.addFactsV2(new org.biscuitsec.biscuit.datalog.Fact(predicate(fact)).serialize());
    }
    for (Rule rule : block.rules()) {
      encoded.addRulesV2(rule(rule).serialize());
    }
    for (Check check : block.checks()) {
      encoded.addChecksV2(
          new org.biscuitsec.biscuit.datalog.Check(
                  org.biscuitsec.biscuit.datalog.Check.Kind.One,
                  check.queries().stream().map(this::rule).toList())
              .serialize());
    }
    encoded.addAllSymbols(symbols.symbols.subList(known, symbols.symbols.size()));
    return Bytes.of(encoded.build().toByteArray());
  }

  private org.biscuitsec.biscuit.datalog.Rule rule(Rule rule) {
    return new org.biscuitsec.biscuit.datalog.Rule(
        predicate(rule.head()),
        rule.body().stream().map(this::predicate).toList(),
        rule.expressions().stream().map(this::expression).toList());
  }

  private org.biscuitsec.biscuit.datalog.Predicate predicate(Predicate predicate) {
    return new org.biscuitsec.biscuit.token.builder.Predicate(
            predicate.name(), predicate.terms().stream().map(BlockAuthor::term).toList())
        .convert(symbols);
  }

  private org.biscuitsec.biscuit.datalog.expressions.Expression expression(Expression expression) {
    return new org.biscuitsec.biscuit.datalog.expressions.Expression(
        new ArrayList<>(expression.ops().stream().map(this::opcode).toList()));
  }

  private static org.biscuitsec.biscuit.token.builder.Term term(Term term) {
    if (term instanceof Term.Variable variable) {
      return new org.biscuitsec.biscuit.token.builder.Term.Variable(variable.name());
    }
    if (term instanceof Term.Int number) {
      return new org.biscuitsec.biscuit.token.builder.Term.Integer(number.value());
    }
    if (term instanceof Term.Str text) {
      return new org.biscuitsec.biscuit.token.builder.Term.Str(text.value());
    }
    if (term instanceof Term.Date date) {
      return new org.biscuitsec.biscuit.token.builder.Term.Date(date.epochSeconds());
    }
    if (term instanceof Term.Bin bytes) {
      return new org.biscuitsec.biscuit.token.builder.Term.Bytes(bytes.value().toArray());
    }
    if (term instanceof Term.Bool bool) {
      return new org.biscuitsec.biscuit.token.builder.Term.Bool(bool.value());
    }
    if (term instanceof Term.SetOf set) {
      Set<org.biscuitsec.biscuit.token.builder.Term> members = new LinkedHashSet<>();
      set.members().forEach(member -> members.add(term(member)));
      return new org.biscuitsec.biscuit.token.builder.Term.Set(members);
    }
    throw new IllegalStateException("an issuer does not write " + term.getClass());
  }

  private org.biscuitsec.biscuit.datalog.expressions.Op opcode(Op op) {
    if (op instanceof Op.Push push) {
      return new org.biscuitsec.biscuit.datalog.expressions.Op.Value(
          term(push.term()).convert(symbols));
    }
    if (op instanceof Op.Binary binary) {
      return binary.kind() == Op.BinaryKind.ALL
          ? ClosureOps.all()
          : new org.biscuitsec.biscuit.datalog.expressions.Op.Binary(binaryOp(binary.kind()));
    }
    if (op instanceof Op.Unary unary) {
      return new org.biscuitsec.biscuit.datalog.expressions.Op.Unary(unaryOp(unary.kind()));
    }
    if (op instanceof Op.Closure closure) {
      List<Schema.Op> body =
          closure.body().stream().map(inner -> opcode(inner).serialize()).toList();
      List<Long> parameters = closure.parameters().stream().map(symbols::insert).toList();
      return ClosureOps.closure(parameters, body);
    }
    throw new IllegalStateException("an issuer does not write " + op.getClass());
  }

  private static org.biscuitsec.biscuit.datalog.expressions.Op.UnaryOp unaryOp(Op.UnaryKind kind) {
    return switch (kind) {
      case NEGATE -> org.biscuitsec.biscuit.datalog.expressions.Op.UnaryOp.Negate;
      case PARENS -> org.biscuitsec.biscuit.datalog.expressions.Op.UnaryOp.Parens;
      default -> throw new IllegalStateException("an issuer does not write " + kind);
    };
  }

  private static org.biscuitsec.biscuit.datalog.expressions.Op.BinaryOp binaryOp(
      Op.BinaryKind kind) {
    return switch (kind) {
      case LESS_THAN -> org.biscuitsec.biscuit.datalog.expressions.Op.BinaryOp.LessThan;
      case LESS_OR_EQUAL -> org.biscuitsec.biscuit.datalog.expressions.Op.BinaryOp.LessOrEqual;
      case GREATER_OR_EQUAL ->
          org.biscuitsec.biscuit.datalog.expressions.Op.BinaryOp.GreaterOrEqual;
      case STRICT_EQUAL -> org.biscuitsec.biscuit.datalog.expressions.Op.BinaryOp.Equal;
      case CONTAINS -> org.biscuitsec.biscuit.datalog.expressions.Op.BinaryOp.Contains;
      case PREFIX -> org.biscuitsec.biscuit.datalog.expressions.Op.BinaryOp.Prefix;
      case ADD -> org.biscuitsec.biscuit.datalog.expressions.Op.BinaryOp.Add;
      case AND -> org.biscuitsec.biscuit.datalog.expressions.Op.BinaryOp.And;
      case OR -> org.biscuitsec.biscuit.datalog.expressions.Op.BinaryOp.Or;
      default -> throw new IllegalStateException("an issuer does not write " + kind);
    };
  }
}
