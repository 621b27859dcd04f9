package io.deputy.biscuit;

import io.deputy.Bytes;
import java.io.ByteArrayOutputStream;

/** Writes one protobuf message in the form that {@link WireReader} accepts. */
final class WireWriter {
  private static final int LENGTH_DELIMITED = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  WireWriter number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  WireWriter bytes(int field, Bytes value) {
    varint(((long) field << 3) | LENGTH_DELIMITED);
    varint(value.size());
    out.writeBytes(value.toArray());
    return this;
  }

  Bytes toBytes() {
    return Bytes.of(out.toByteArray());
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
