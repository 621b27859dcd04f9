package io.deputy.biscuit;

import io.deputy.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * The exact bytes that the signatures of a token cover.
 *
 * <p>Source: Biscuit specification, "Signed payload generation". In version 0 and in the seal the
 * algorithm comes before the key, as in the reference implementation and the official samples.
 */
public final class SignaturePayloads {
  private static final int VERSION_1 = 1;

  private SignaturePayloads() {}

  /** What the root key signs of the authority block, version 1. */
  public static Bytes authorityV1(Bytes payload, PublicKey nextKey) {
    return blockStart(payload, nextKey).toBytes();
  }

  /** What the previous block's next key signs of a later block, version 1. */
  public static Bytes blockV1(
      Bytes payload,
      PublicKey nextKey,
      Bytes previousSignature,
      Optional<Bytes> externalSignature) {
    Layout layout =
        blockStart(payload, nextKey).add(SigningContexts.PREVIOUS_SIGNATURE).add(previousSignature);
    externalSignature.ifPresent(s -> layout.add(SigningContexts.EXTERNAL_SIGNATURE).add(s));
    return layout.toBytes();
  }

  /** What a third party signs of its block, version 1. */
  public static Bytes externalV1(Bytes payload, Bytes previousSignature) {
    return new Layout()
        .add(SigningContexts.EXTERNAL)
        .add(SigningContexts.VERSION)
        .add(VERSION_1)
        .add(SigningContexts.PAYLOAD)
        .add(payload)
        .add(SigningContexts.PREVIOUS_SIGNATURE)
        .add(previousSignature)
        .toBytes();
  }

  /** What seals a token: signed by the last block's next key. */
  public static Bytes seal(Bytes lastPayload, PublicKey lastNextKey, Bytes lastSignature) {
    return new Layout()
        .add(lastPayload)
        .add(lastNextKey.algorithm().number())
        .add(lastNextKey.encoded())
        .add(lastSignature)
        .toBytes();
  }

  /** What signs a block without external signature, version 0: read, never written. */
  static Bytes blockV0(Bytes payload, PublicKey nextKey) {
    return new Layout()
        .add(payload)
        .add(nextKey.algorithm().number())
        .add(nextKey.encoded())
        .toBytes();
  }

  private static Layout blockStart(Bytes payload, PublicKey nextKey) {
    return new Layout()
        .add(SigningContexts.BLOCK)
        .add(SigningContexts.VERSION)
        .add(VERSION_1)
        .add(SigningContexts.PAYLOAD)
        .add(payload)
        .add(SigningContexts.ALGORITHM)
        .add(nextKey.algorithm().number())
        .add(SigningContexts.NEXT_KEY)
        .add(nextKey.encoded());
  }

  /** Bytes one after the other, without lengths; numbers take four bytes, the least first. */
  private static final class Layout {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Layout add(Bytes bytes) {
      out.writeBytes(bytes.toArray());
      return this;
    }

    Layout add(int number) {
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        out.write(number >>> shift);
      }
      return this;
    }

    Bytes toBytes() {
      return Bytes.of(out.toByteArray());
    }
  }
}
