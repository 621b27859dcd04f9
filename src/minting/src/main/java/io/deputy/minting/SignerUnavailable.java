package io.deputy.minting;

import java.io.Serial;

/** What holds a key does not sign now, a hardware module for instance. Trying again may help. */
public final class SignerUnavailable extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param line one lower-case line without anything secret
   */
  public SignerUnavailable(String line, Throwable cause) {
    super(line, cause);
  }
}
