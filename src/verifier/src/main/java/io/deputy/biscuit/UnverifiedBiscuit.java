package io.deputy.biscuit;

/** Replaced by the container reader. */
public final class UnverifiedBiscuit {
  private UnverifiedBiscuit() {}
}
