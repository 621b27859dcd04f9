package io.deputy.chain;

import io.deputy.biscuit.VerifiedBiscuit;
import java.util.List;
import java.util.Objects;

/**
 * A delegation token whose signatures and attestations were verified: holding one is the proof. Only
 * {@link UnverifiedChain#verify} makes one. It says who may do what; it does not say that the token
 * is in time, or that whoever presents it is its holder.
 */
public final class VerifiedChain {
  private final VerifiedBiscuit biscuit;
  private final UnverifiedChain content;

  VerifiedChain(VerifiedBiscuit biscuit, UnverifiedChain content) {
    this.biscuit = Objects.requireNonNull(biscuit);
    this.content = Objects.requireNonNull(content);
  }

  /** The token, every signature of which was verified. */
  public VerifiedBiscuit biscuit() {
    return biscuit;
  }

  /** Who minted it. */
  public String issuer() {
    return content.issuer();
  }

  /** Which chain it belongs to. */
  public ChainId id() {
    return content.id();
  }

  /** Whose authority it carries. */
  public User user() {
    return content.user();
  }

  /** Every attested step, from hop 0. */
  public List<Hop> hops() {
    return content.hops();
  }

  /** The last attested step: who holds the token now, and what it allows. */
  public Hop last() {
    return content.last();
  }
}
