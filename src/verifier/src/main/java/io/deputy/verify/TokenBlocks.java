package io.deputy.verify;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Container;
import io.deputy.biscuit.Limits;
import io.deputy.chain.UnverifiedChain;
import java.util.Arrays;
import java.util.List;

/**
 * A token without its proof: the number of its root key and its signed blocks, exactly as they
 * stand in the container. Enough to verify every signature again, and not enough to use it: what
 * ends a token is a private key, or a seal that does not matter once it is left out. Only this of a
 * token may be written down or sent.
 *
 * @param bytes the container's fields 1 to 3
 */
public record TokenBlocks(Bytes bytes) {
  /** Field 4 of the container, empty: stands where the proof was, so that the rest can be read. */
  private static final Bytes NO_PROOF = Bytes.of((byte) 0x22, (byte) 0);

  /** The most bytes that blocks can have: a token with an empty proof. */
  public static final int MAX_BYTES = Limits.TOKEN_BYTES - NO_PROOF.size();

  /**
   * @throws IllegalArgumentException if they are not the blocks of a token, or have a proof
   */
  public TokenBlocks {
    try {
      Container container = Container.cut(joined(bytes, NO_PROOF), Limits.STANDARD);
      if (last(container.ends()) != bytes.size()) {
        throw new IllegalArgumentException("something follows the blocks of the token");
      }
    } catch (Refusal refusal) {
      throw new IllegalArgumentException(
          "not the blocks of a token without its proof: " + refusal.getMessage(), refusal);
    }
  }

  /**
   * What of a token may be kept.
   *
   * @throws Refusal {@code token_malformed}, {@code token_too_large} or {@code
   *     token_too_many_blocks} if it cannot be cut into blocks and a proof
   */
  public static TokenBlocks of(Bytes token) throws Refusal {
    Container container = Container.cut(token, Limits.STANDARD);
    Bytes blocks = token.slice(0, last(container.ends()));
    if (blocks.size() > MAX_BYTES) {
      throw new Refusal(Reason.TOKEN_TOO_LARGE, "the token has no room for a proof");
    }
    return new TokenBlocks(blocks);
  }

  /**
   * What they claim to be, as far as anybody can say without a proof.
   *
   * @throws Refusal if they are not those of a delegation token, or name no root key
   */
  public UnverifiedChain read() throws Refusal {
    Container container = Container.cut(joined(bytes, NO_PROOF), Limits.STANDARD);
    if (container.rootKeyNumber().isEmpty()) {
      throw new Refusal(Reason.ROOT_KEY_MISSING, "the token names no root key");
    }
    return UnverifiedChain.ofBlocks(container.rootKeyNumber().getAsLong(), container.blocks());
  }

  /** SHA-256 of the bytes: what records call the token. */
  public Bytes digest() {
    return bytes.sha256();
  }

  private static int last(List<Integer> ends) {
    return ends.get(ends.size() - 1);
  }

  private static Bytes joined(Bytes first, Bytes second) {
    byte[] joined = Arrays.copyOf(first.toArray(), first.size() + second.size());
    System.arraycopy(second.toArray(), 0, joined, first.size(), second.size());
    return Bytes.of(joined);
  }
}
