package io.deputy.minting.keys;

import java.io.Serial;

/** The keys cannot be used. The message is one line that names the file and says what to do. */
public final class KeysInvalid extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param line one lower-case line without anything secret
   */
  public KeysInvalid(String line) {
    super(line);
  }

  /**
   * @param line one lower-case line without anything secret
   */
  public KeysInvalid(String line, Throwable cause) {
    super(line, cause);
  }
}
