package io.deputy.biscuit;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One operation of a stack expression. The order of the enums is the order of the wire. */
public sealed interface Op {
  /** Pushes a term; a variable is replaced by its value. */
  record Push(Term term) implements Op {
    public Push {
      Objects.requireNonNull(term);
    }
  }

  /**
   * An operation on the top of the stack; {@code function} is present for {@link UnaryKind#FFI}.
   */
  record Unary(UnaryKind kind, Optional<String> function) implements Op {
    public Unary {
      Objects.requireNonNull(kind);
      Objects.requireNonNull(function);
    }
  }

  /** An operation on the two topmost; {@code function} is present for {@link BinaryKind#FFI}. */
  record Binary(BinaryKind kind, Optional<String> function) implements Op {
    public Binary {
      Objects.requireNonNull(kind);
      Objects.requireNonNull(function);
    }
  }

  /** A closure of Datalog 3.3, pushed unevaluated. */
  record Closure(List<String> parameters, List<Op> body) implements Op {
    public Closure {
      parameters = List.copyOf(parameters);
      body = List.copyOf(body);
    }
  }

  /** Operations on one value. */
  enum UnaryKind {
    NEGATE,
    PARENS,
    LENGTH,
    TYPE_OF,
    FFI
  }

  /** Operations on two values. */
  enum BinaryKind {
    LESS_THAN,
    GREATER_THAN,
    LESS_OR_EQUAL,
    GREATER_OR_EQUAL,
    STRICT_EQUAL,
    CONTAINS,
    PREFIX,
    SUFFIX,
    REGEX,
    ADD,
    SUB,
    MUL,
    DIV,
    AND,
    OR,
    INTERSECTION,
    UNION,
    BITWISE_AND,
    BITWISE_OR,
    BITWISE_XOR,
    STRICT_NOT_EQUAL,
    EQUAL,
    NOT_EQUAL,
    LAZY_AND,
    LAZY_OR,
    ALL,
    ANY,
    GET,
    FFI,
    TRY_OR
  }
}
