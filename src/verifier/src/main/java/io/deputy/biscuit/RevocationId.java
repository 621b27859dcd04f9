package io.deputy.biscuit;

import io.deputy.Bytes;

/**
 * What names a block for revocation: its signature (Biscuit specification, "Revocation"). A P-256
 * signature has two forms, which anybody can turn into each other, so the one with the smaller S
 * stands for both.
 */
public final class RevocationId {
  private RevocationId() {}

  /** The form of a P-256 signature that names its block; anything else as it is. */
  public static Bytes lowS(Bytes signature) {
    return P256.lowS(signature).orElse(signature);
  }
}
