package io.deputy.chain;

import io.deputy.Bytes;
import java.util.Objects;

/**
 * The SHA-256 thumbprint of a key (RFC 7638, section 3): 32 bytes, or none for a token that any
 * bearer may use.
 */
public record Thumbprint(Bytes bytes) {
  /** No key: whoever bears the token may use it. */
  public static final Thumbprint BEARER = new Thumbprint(Bytes.EMPTY);

  /** How many bytes a thumbprint has: those of SHA-256. */
  static final int SIZE = 32;

  /**
   * @throws IllegalArgumentException if there are neither 32 bytes nor none
   */
  public Thumbprint {
    Objects.requireNonNull(bytes);
    if (bytes.size() != SIZE && bytes.size() != 0) {
      throw new IllegalArgumentException("a thumbprint has 32 bytes, not " + bytes.size());
    }
  }

  /** Whether any bearer may use the token. */
  public boolean isBearer() {
    return bytes.size() == 0;
  }

  @Override
  public String toString() {
    return bytes.toBase64Url();
  }
}
