package io.deputy.biscuit;

import io.deputy.Bytes;
import java.util.List;
import java.util.Objects;

/**
 * A Biscuit every signature of which was verified, but not its proof: what stands in a record.
 * Nobody can present it, and nothing turns it into a {@link VerifiedBiscuit}. Only {@link
 * UnverifiedBiscuit#verifyBlocks} makes one.
 */
public final class UnprovenBiscuit {
  private final UnverifiedBiscuit content;
  private final PublicKey root;
  private final List<Bytes> revocationIds;

  UnprovenBiscuit(UnverifiedBiscuit content, PublicKey root, List<Bytes> revocationIds) {
    this.content = Objects.requireNonNull(content);
    this.root = Objects.requireNonNull(root);
    this.revocationIds = List.copyOf(revocationIds);
  }

  /** What it says. Its proof was not verified. */
  public UnverifiedBiscuit content() {
    return content;
  }

  /** The blocks' signatures, as {@link UnverifiedBiscuit#revocationIds} gives them. */
  public List<Bytes> revocationIds() {
    return revocationIds;
  }

  /** With how many of these blocks {@code other} begins, if {@code key} is its root key too. */
  int inCommonWith(UnverifiedBiscuit other, PublicKey key) {
    if (!key.equals(root)) {
      return 0;
    }
    int most = Math.min(content.blocks().size(), other.blocks().size());
    int same = 0;
    while (same < most
        && content.blocks().get(same).encoded().equals(other.blocks().get(same).encoded())) {
      same++;
    }
    return same;
  }
}
