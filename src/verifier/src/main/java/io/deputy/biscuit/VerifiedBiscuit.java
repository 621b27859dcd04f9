package io.deputy.biscuit;

import io.deputy.Bytes;
import java.util.List;
import java.util.Objects;

/**
 * A Biscuit every signature of which was verified: holding one is the proof. Only {@link
 * UnverifiedBiscuit#verify} makes one.
 */
public final class VerifiedBiscuit {
  private final UnverifiedBiscuit content;
  private final List<Bytes> revocationIds;

  VerifiedBiscuit(UnverifiedBiscuit content, List<Bytes> revocationIds) {
    this.content = Objects.requireNonNull(content);
    this.revocationIds = List.copyOf(revocationIds);
  }

  /** What it says. */
  public UnverifiedBiscuit content() {
    return content;
  }

  /** The blocks' signatures, as {@link UnverifiedBiscuit#revocationIds} gives them. */
  public List<Bytes> revocationIds() {
    return revocationIds;
  }
}
