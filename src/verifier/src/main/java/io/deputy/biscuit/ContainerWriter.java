package io.deputy.biscuit;

import io.deputy.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Assembles tokens from parts that are signed already, in the one form that {@link
 * UnverifiedBiscuit#parse} accepts.
 *
 * <p>Source: schema.proto, {@code Biscuit} and {@code SignedBlock}.
 */
public final class ContainerWriter {
  private ContainerWriter() {}

  /** A signed block. Version 0 is written by leaving the version out. */
  public static Bytes signedBlock(
      Bytes payload,
      PublicKey nextKey,
      Bytes signature,
      int signatureVersion,
      Optional<SignedBlock.ExternalSignature> external) {
    WireWriter out =
        new WireWriter().bytes(1, payload).bytes(2, publicKey(nextKey)).bytes(3, signature);
    external.ifPresent(
        e ->
            out.bytes(
                4,
                new WireWriter().bytes(1, e.signature()).bytes(2, publicKey(e.key())).toBytes()));
    if (signatureVersion != 0) {
      out.number(5, signatureVersion);
    }
    return out.toBytes();
  }

  /**
   * A token that its holder can extend.
   *
   * @param rootKeyNumber the hint which root key verifies it, unsigned 32 bits
   * @param signedBlocks encoded signed blocks, the authority first
   * @param nextSecret the secret of the last block's next key
   */
  public static Bytes token(
      OptionalLong rootKeyNumber, List<Bytes> signedBlocks, Bytes nextSecret) {
    return container(rootKeyNumber, signedBlocks, new WireWriter().bytes(1, nextSecret).toBytes());
  }

  /**
   * A token that cannot be extended; {@code finalSignature} is over {@link SignaturePayloads#seal}.
   */
  public static Bytes sealedToken(
      OptionalLong rootKeyNumber, List<Bytes> signedBlocks, Bytes finalSignature) {
    return container(
        rootKeyNumber, signedBlocks, new WireWriter().bytes(2, finalSignature).toBytes());
  }

  private static Bytes container(
      OptionalLong rootKeyNumber, List<Bytes> signedBlocks, Bytes proof) {
    WireWriter out = new WireWriter();
    rootKeyNumber.ifPresent(number -> out.number(1, number));
    out.bytes(2, signedBlocks.get(0));
    signedBlocks.subList(1, signedBlocks.size()).forEach(block -> out.bytes(3, block));
    return out.bytes(4, proof).toBytes();
  }

  private static Bytes publicKey(PublicKey key) {
    return new WireWriter().number(1, key.algorithm().number()).bytes(2, key.encoded()).toBytes();
  }
}
