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
  private final PublicKey root;
  private final List<Bytes> revocationIds;

  VerifiedBiscuit(UnverifiedBiscuit content, PublicKey root, List<Bytes> revocationIds) {
    this.content = Objects.requireNonNull(content);
    this.root = Objects.requireNonNull(root);
    this.revocationIds = List.copyOf(revocationIds);
  }

  /** What it says. */
  public UnverifiedBiscuit content() {
    return content;
  }

  /** The key that signed the authority block. */
  public PublicKey root() {
    return root;
  }

  /**
   * Its first blocks, so that a token that begins with them need not have them read and verified
   * again.
   *
   * @throws IndexOutOfBoundsException if it does not have so many blocks, or for none
   */
  public VerifiedPrefix prefix(int blocks) {
    return new VerifiedPrefix(this, blocks);
  }

  /** The blocks' signatures, as {@link UnverifiedBiscuit#revocationIds} gives them. */
  public List<Bytes> revocationIds() {
    return revocationIds;
  }
}
