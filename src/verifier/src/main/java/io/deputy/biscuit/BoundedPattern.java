package io.deputy.biscuit;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression whose cost is known before it is compiled. Matching is linear in the text,
 * but counted repetitions multiply the program: {@code ((a{1000}){1000}){1000}} is short and huge.
 *
 * <p>A pattern that cannot be read is an error, not a pattern that matches nothing: under a
 * negation nothing would mean everything.
 */
final class BoundedPattern {
  /** How deep groups nest, in levels: the compiler recurses into them. */
  private static final int NESTING = 64;

  /** Steps to compile one instruction, measured against a step of the join. */
  private static final int COMPILE_STEPS = 16;

  private final Pattern pattern;
  private final PatternSyntax syntax;
  private final long instructions;

  private BoundedPattern(Pattern pattern, PatternSyntax syntax, long instructions) {
    this.pattern = pattern;
    this.syntax = syntax;
    this.instructions = instructions;
  }

  static BoundedPattern compile(String text, StepBudget budget) throws EvaluationStop {
    long instructions = instructions(text);
    budget.spend(instructions * COMPILE_STEPS);
    try {
      return new BoundedPattern(Pattern.compile(text), PatternSyntax.of(text), instructions);
    } catch (PatternSyntaxException e) {
      throw EvaluationStop.ambiguous("an expression has a malformed regular expression");
    }
  }

  /** Whether some part of {@code text} matches. */
  boolean find(String text, StepBudget budget) throws EvaluationStop {
    budget.spend(instructions + text.length() * instructions / 4);
    if (!syntax.isCommonFor(text)) {
      throw EvaluationStop.ambiguous(
          "an expression has a regular expression that engines differ on");
    }
    return pattern.matcher(text).find();
  }

  /**
   * An upper bound, itself bounded: each character is one instruction, each count of a single
   * character adds, and each count of a group multiplies whatever there is.
   */
  private static long instructions(String text) throws EvaluationStop {
    long sum = text.length();
    long factor = 1;
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == '{' && i > 0) {
        int count = largestCount(text, i);
        if (text.charAt(i - 1) == ')' || text.charAt(i - 1) == '}') {
          factor = Math.min(Integer.MAX_VALUE, factor * count);
        } else {
          sum += count;
        }
      }
      if (depth > NESTING) {
        throw EvaluationStop.ambiguous(
            "an expression has a regular expression that nests too deep");
      }
    }
    return Math.min(Integer.MAX_VALUE, sum * factor);
  }

  /** The larger number between this brace and the next, at least 1; 1,000 is the most there is. */
  private static int largestCount(String text, int brace) {
    int largest = 1;
    int number = 0;
    for (int i = brace + 1; i < text.length() && text.charAt(i) != '}'; i++) {
      int digit = text.charAt(i) - '0';
      number = digit >= 0 && digit <= 9 ? Math.min(1000, number * 10 + digit) : 0;
      largest = Math.max(largest, number);
    }
    return largest;
  }
}
