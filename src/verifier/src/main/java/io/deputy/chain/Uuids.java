package io.deputy.chain;

import io.deputy.Bytes;
import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as the 16 bytes of RFC 9562, section 4. */
final class Uuids {
  /** How many bytes a UUID has. */
  static final int SIZE = 16;

  private Uuids() {}

  static Bytes bytes(UUID value) {
    return Bytes.of(
        ByteBuffer.allocate(SIZE)
            .putLong(value.getMostSignificantBits())
            .putLong(value.getLeastSignificantBits())
            .array());
  }

  static UUID of(Bytes bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes.toArray());
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
