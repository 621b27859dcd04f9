package io.deputy.minting.keys;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a PKCS#11 module is, and how it opens.
 *
 * @param library the module's shared library
 * @param slot the number of the slot that holds the token, as the module's own tool lists it: the
 *     JDK's provider knows slots by number only
 * @param pin the user's PIN
 */
public record Pkcs11(Path library, long slot, Passphrase pin) {
  /**
   * @throws IllegalArgumentException if the path cannot stand in the provider's configuration
   */
  public Pkcs11 {
    Objects.requireNonNull(pin);
    if (!library.isAbsolute() || library.toString().chars().anyMatch(c -> c < ' ' || c == '"')) {
      throw new IllegalArgumentException(
          "the PKCS#11 library \"" + library + "\" must be an absolute path");
    }
    if (slot < 0) {
      throw new IllegalArgumentException("a PKCS#11 slot is not negative");
    }
  }
}
