package io.deputy.json;

import io.deputy.Bytes;
import java.util.Optional;

/** Base64url as JOSE has it: without padding, and with one form for each value (RFC 7515). */
final class Base64Url {
  private Base64Url() {}

  /** The bytes, unless {@code text} is not the one form of any. */
  static Optional<Bytes> decode(String text) {
    try {
      return Optional.of(Bytes.ofBase64Url(text)).filter(b -> b.toBase64Url().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
