package io.deputy.biscuit;

import java.util.Objects;

/**
 * A Biscuit every signature of which was verified: holding one is the proof. Only {@link
 * UnverifiedBiscuit#verify} makes one.
 */
public final class VerifiedBiscuit {
  private final UnverifiedBiscuit content;

  VerifiedBiscuit(UnverifiedBiscuit content) {
    this.content = Objects.requireNonNull(content);
  }

  /** What it says. */
  public UnverifiedBiscuit content() {
    return content;
  }
}
