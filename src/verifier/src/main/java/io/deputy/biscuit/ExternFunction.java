package io.deputy.biscuit;

import java.util.Optional;

/**
 * A function that expressions reach as {@code extern::name}. It must be deterministic, and its work
 * must not grow with its arguments beyond their size: the step budget does not see inside.
 */
@FunctionalInterface
public interface ExternFunction {
  /** The result, or nothing if the function does not take such arguments. */
  Optional<Term> call(Term left, Optional<Term> right);
}
