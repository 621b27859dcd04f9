package io.deputy.biscuit;

import java.util.Map;

/**
 * The words of expressions, and how tightly operators bind.
 *
 * <p>Source: Biscuit specification, "Grammar".
 */
final class Syntax {
  static final int LOOSEST = 0;
  static final int COMPARISON = 2;
  static final int NEGATION = 6;
  static final int SUM = 7;
  static final int PRODUCT = 8;
  static final int TIGHTEST = 9;

  static final Map<Op.BinaryKind, Operator> OPERATORS =
      Map.ofEntries(
          operator(Op.BinaryKind.LAZY_OR, "||", LOOSEST),
          operator(Op.BinaryKind.OR, "||", LOOSEST),
          operator(Op.BinaryKind.LAZY_AND, "&&", 1),
          operator(Op.BinaryKind.AND, "&&", 1),
          operator(Op.BinaryKind.LESS_OR_EQUAL, "<=", COMPARISON),
          operator(Op.BinaryKind.GREATER_OR_EQUAL, ">=", COMPARISON),
          operator(Op.BinaryKind.LESS_THAN, "<", COMPARISON),
          operator(Op.BinaryKind.GREATER_THAN, ">", COMPARISON),
          operator(Op.BinaryKind.STRICT_EQUAL, "===", COMPARISON),
          operator(Op.BinaryKind.STRICT_NOT_EQUAL, "!==", COMPARISON),
          operator(Op.BinaryKind.EQUAL, "==", COMPARISON),
          operator(Op.BinaryKind.NOT_EQUAL, "!=", COMPARISON),
          operator(Op.BinaryKind.BITWISE_XOR, "^", 3),
          operator(Op.BinaryKind.BITWISE_OR, "|", 4),
          operator(Op.BinaryKind.BITWISE_AND, "&", 5),
          operator(Op.BinaryKind.ADD, "+", SUM),
          operator(Op.BinaryKind.SUB, "-", SUM),
          operator(Op.BinaryKind.MUL, "*", PRODUCT),
          operator(Op.BinaryKind.DIV, "/", PRODUCT));

  static final Map<Op.BinaryKind, String> METHODS =
      Map.ofEntries(
          Map.entry(Op.BinaryKind.CONTAINS, "contains"),
          Map.entry(Op.BinaryKind.PREFIX, "starts_with"),
          Map.entry(Op.BinaryKind.SUFFIX, "ends_with"),
          Map.entry(Op.BinaryKind.REGEX, "matches"),
          Map.entry(Op.BinaryKind.INTERSECTION, "intersection"),
          Map.entry(Op.BinaryKind.UNION, "union"),
          Map.entry(Op.BinaryKind.ALL, "all"),
          Map.entry(Op.BinaryKind.ANY, "any"),
          Map.entry(Op.BinaryKind.GET, "get"),
          Map.entry(Op.BinaryKind.TRY_OR, "try_or"));

  private Syntax() {}

  /** Whether {@code c} may stand in a name. */
  static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == ':';
  }

  /** An operator between two operands; a higher level binds tighter. */
  record Operator(String text, int level) {}

  private static Map.Entry<Op.BinaryKind, Operator> operator(
      Op.BinaryKind kind, String text, int level) {
    return Map.entry(kind, new Operator(text, level));
  }
}
