package io.deputy.json;

import io.deputy.Refusal;
import java.util.UUID;

/** UUIDs as text (RFC 9562, section 4), in lower case: the one form of each. */
final class Uuids {
  private Uuids() {}

  static UUID read(At at) throws Refusal {
    try {
      UUID uuid = UUID.fromString(at.text());
      if (uuid.toString().equals(at.text())) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      // Told as the same thing: it is not the form.
    }
    throw at.expected("a UUID in lower case");
  }
}
