package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.chain.VerifiedChain;
import java.util.List;
import java.util.Objects;

/**
 * A token that was made and read back, and is not yet released.
 *
 * @param token the token; a secret, since it carries the key that extends it
 * @param chain what our own verifier read from it
 * @param signer number of the key that signed the first block of a chain, or attested the hop
 * @param newBlocks the signed blocks that the parent did not have, as they stand in the container;
 *     no secret among them
 */
public record Minted(Secret token, VerifiedChain chain, int signer, List<Bytes> newBlocks) {
  public Minted {
    Objects.requireNonNull(token);
    Objects.requireNonNull(chain);
    newBlocks = List.copyOf(newBlocks);
  }
}
