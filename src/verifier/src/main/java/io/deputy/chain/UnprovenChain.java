package io.deputy.chain;

import io.deputy.Bytes;
import io.deputy.biscuit.UnprovenBiscuit;
import java.util.List;
import java.util.Objects;

/**
 * The blocks of a delegation token as they stand on record: every signature and attestation was
 * verified, and there is no proof. So it can be said what was delegated and decided, and nothing
 * passes with it: no gateway takes one. Only {@link UnverifiedChain#verifyBlocks} makes one.
 */
public final class UnprovenChain extends SignedChain {
  private final UnprovenBiscuit biscuit;

  UnprovenChain(UnprovenBiscuit biscuit, UnverifiedChain content) {
    super(content);
    this.biscuit = Objects.requireNonNull(biscuit);
  }

  /** The blocks, every signature of which was verified. */
  public UnprovenBiscuit biscuit() {
    return biscuit;
  }

  @Override
  public List<Bytes> revocationIds() {
    return biscuit.revocationIds();
  }
}
