package io.deputy.issuer.keys;

import java.io.Serial;

/** The keys cannot be used. The message is one line that names the file and says what to do. */
public final class KeysInvalid extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  KeysInvalid(String line) {
    super(line);
  }

  KeysInvalid(String line, Throwable cause) {
    super(line, cause);
  }
}
