package io.deputy.biscuit;

import io.deputy.Bytes;
import java.util.Objects;
import java.util.Optional;

/**
 * A block as it stands in the container.
 *
 * @param encoded the exact bytes of the whole signed block, as it stands in the container
 * @param payload the exact bytes that were signed
 * @param block what they say
 * @param nextKey the key that signs the next block, or proves the token
 * @param signature by the previous block's next key, or the root key
 * @param signatureVersion layout of the signed payload, 0 or 1
 * @param external a third party's signature, if the block is a third party's
 */
public record SignedBlock(
    Bytes encoded,
    Bytes payload,
    Block block,
    PublicKey nextKey,
    Bytes signature,
    int signatureVersion,
    Optional<ExternalSignature> external) {
  public SignedBlock {
    Objects.requireNonNull(encoded);
    Objects.requireNonNull(payload);
    Objects.requireNonNull(block);
    Objects.requireNonNull(nextKey);
    Objects.requireNonNull(signature);
    Objects.requireNonNull(external);
  }

  /** A third party's signature over the block and the previous block's signature. */
  public record ExternalSignature(PublicKey key, Bytes signature) {
    public ExternalSignature {
      Objects.requireNonNull(key);
      Objects.requireNonNull(signature);
    }
  }
}
