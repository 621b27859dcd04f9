package io.deputy.biscuit;

import io.deputy.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads expressions. Source: schema.proto, {@code Expression}, {@code Op} and what is in them. */
final class ExpressionReader {
  private static final Op.UnaryKind[] UNARY = Op.UnaryKind.values();
  private static final Op.BinaryKind[] BINARY = Op.BinaryKind.values();

  private final InternTables tables;
  private final TermReader terms;

  ExpressionReader(InternTables tables, TermReader terms) {
    this.tables = tables;
    this.terms = terms;
  }

  Expression expression(WireReader in) throws Refusal {
    List<Op> ops = new ArrayList<>();
    while (in.next()) {
      if (in.field() != 1) {
        throw in.unknownField();
      }
      ops.add(op(in.message("operation"), 0));
    }
    return new Expression(ops);
  }

  private Op op(WireReader in, int depth) throws Refusal {
    if (depth > Limits.NESTING) {
      throw in.malformed("nests deeper than " + Limits.NESTING + " levels");
    }
    Op op;
    switch (in.only()) {
      case 1 -> op = new Op.Push(terms.pattern(in.message("term"), depth));
      case 2 -> op = unary(in.message("unary operation"));
      case 3 -> op = binary(in.message("binary operation"));
      case 4 -> op = closure(in.message("closure", 1, 2), depth + 1);
      default -> throw in.unknownField();
    }
    in.end();
    return op;
  }

  private Op unary(WireReader in) throws Refusal {
    Op.UnaryKind kind = null;
    String function = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> kind = UNARY[in.choice(UNARY.length)];
        case 2 -> function = tables.symbol(in.varint(), in);
        default -> throw in.unknownField();
      }
    }
    in.required(kind, "kind");
    requireFunction(kind == Op.UnaryKind.FFI, function, in);
    return new Op.Unary(kind, Optional.ofNullable(function));
  }

  private Op binary(WireReader in) throws Refusal {
    Op.BinaryKind kind = null;
    String function = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> kind = BINARY[in.choice(BINARY.length)];
        case 2 -> function = tables.symbol(in.varint(), in);
        default -> throw in.unknownField();
      }
    }
    in.required(kind, "kind");
    requireFunction(kind == Op.BinaryKind.FFI, function, in);
    return new Op.Binary(kind, Optional.ofNullable(function));
  }

  private static void requireFunction(boolean extern, String function, WireReader in)
      throws Refusal {
    if (extern != (function != null)) {
      throw in.malformed("names a function where there is none, or none where there is one");
    }
  }

  private Op closure(WireReader in, int depth) throws Refusal {
    List<String> parameters = new ArrayList<>();
    List<Op> body = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> parameters.add(tables.symbol(in.uint32(), in));
        case 2 -> body.add(op(in.message("operation"), depth));
        default -> throw in.unknownField();
      }
    }
    return new Op.Closure(parameters, body);
  }
}
