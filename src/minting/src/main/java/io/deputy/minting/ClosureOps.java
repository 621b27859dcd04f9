package io.deputy.minting;

import biscuit.format.schema.Schema;
import com.google.protobuf.UnknownFieldSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.biscuitsec.biscuit.datalog.SymbolTable;
import org.biscuitsec.biscuit.datalog.TemporarySymbolTable;
import org.biscuitsec.biscuit.datalog.Term;
import org.biscuitsec.biscuit.datalog.expressions.Op;

/**
 * The operations of Datalog 3.3 that an issuer needs and Biscuit-Java 4.0.1 does not know: {@code
 * $set.all($x -> …)}. Its schema ends before them, so they are written as fields that it does not
 * name. Numbers from schema.proto of the Biscuit project: messages {@code Op}, {@code OpClosure}
 * and {@code OpBinary}.
 */
final class ClosureOps {
  private static final int OP_BINARY = 3;
  private static final int OP_CLOSURE = 4;
  private static final int BINARY_KIND = 1;
  private static final int CLOSURE_PARAMETERS = 1;
  private static final int CLOSURE_OPS = 2;
  private static final int KIND_ALL = 25;

  private ClosureOps() {}

  /** {@code all}: a set on the stack, then a closure. */
  static Op all() {
    UnknownFieldSet content =
        UnknownFieldSet.newBuilder().addField(BINARY_KIND, varint(KIND_ALL)).build();
    return new Encoded(OP_BINARY, content);
  }

  /** A closure over {@code parameters}, given as symbols. */
  static Op closure(List<Long> parameters, List<Schema.Op> body) {
    UnknownFieldSet.Field.Builder symbols = UnknownFieldSet.Field.newBuilder();
    parameters.forEach(symbols::addVarint);
    UnknownFieldSet.Field.Builder ops = UnknownFieldSet.Field.newBuilder();
    body.forEach(op -> ops.addLengthDelimited(op.toByteString()));
    UnknownFieldSet content =
        UnknownFieldSet.newBuilder()
            .addField(CLOSURE_PARAMETERS, symbols.build())
            .addField(CLOSURE_OPS, ops.build())
            .build();
    return new Encoded(OP_CLOSURE, content);
  }

  private static UnknownFieldSet.Field varint(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }

  /** An operation that Biscuit-Java can carry and not evaluate. */
  private static final class Encoded extends Op {
    private final int field;
    private final UnknownFieldSet content;

    Encoded(int field, UnknownFieldSet content) {
      this.field = field;
      this.content = content;
    }

    @Override
    public Schema.Op serialize() {
      return Schema.Op.newBuilder()
          .setUnknownFields(
              UnknownFieldSet.newBuilder()
                  .addField(
                      field,
                      UnknownFieldSet.Field.newBuilder()
                          .addLengthDelimited(content.toByteString())
                          .build())
                  .build())
          .build();
    }

    @Override
    public void evaluate(
        Deque<Term> stack, Map<Long, Term> variables, TemporarySymbolTable symbols) {
      throw new IllegalStateException("written, never evaluated");
    }

    @Override
    public String print(Deque<String> stack, SymbolTable symbols) {
      throw new IllegalStateException("written, never printed");
    }
  }
}
