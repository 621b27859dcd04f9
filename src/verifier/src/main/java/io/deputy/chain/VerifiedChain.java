package io.deputy.chain;

import io.deputy.Bytes;
import io.deputy.biscuit.VerifiedBiscuit;
import java.util.List;
import java.util.Objects;

/**
 * A delegation token whose signatures, attestations and proof were verified: holding one is the
 * proof. Only {@link UnverifiedChain#verify} makes one. It says who may do what; it does not say
 * that the token is in time, or that whoever presents it is its holder.
 */
public final class VerifiedChain extends SignedChain {
  private final VerifiedBiscuit biscuit;

  VerifiedChain(VerifiedBiscuit biscuit, UnverifiedChain content) {
    super(content);
    this.biscuit = Objects.requireNonNull(biscuit);
  }

  /** The token, every signature of which was verified. */
  public VerifiedBiscuit biscuit() {
    return biscuit;
  }

  @Override
  public List<Bytes> revocationIds() {
    return biscuit.revocationIds();
  }
}
