package io.deputy.gateway.record;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What is written at once, and is on disk as a whole or not at all: a few records with the tokens
 * that they are the first to speak of. Its checksum covers the stream and the numbers too, so a
 * frame that was moved, repeated or taken from elsewhere is not one.
 *
 * <p>Layout, big-endian: magic, number of the first record (8), records (4), bytes that follow the
 * checksum (4), CRC-32C (4), then each entry with its type (1) and length (4).
 *
 * @param first the number of the first record
 * @param entries tokens stand before the record that needs them
 */
record Frame(long first, List<Entry> entries) {
  /** "DREC". */
  static final int MAGIC = 0x44524543;

  static final int HEADER_BYTES = 24;
  private static final int ENTRY_HEADER_BYTES = 5;

  /** Bytes of the largest frame: a group, and the one record that did not fit into it any more. */
  static final int MAX_BYTES = 4 << 20;

  /** What an entry is; the codes are those of files, and never change. */
  enum Type {
    TOKEN(1),
    RECORD(2);

    private final byte code;

    Type(int code) {
      this.code = (byte) code;
    }

    static Optional<Type> of(byte code) {
      return Arrays.stream(values()).filter(t -> t.code == code).findFirst();
    }
  }

  /** Something in a frame; the bytes are nobody else's, and not changed. */
  static final class Entry {
    private final Type type;
    private final byte[] bytes;

    Entry(Type type, byte[] bytes) {
      this.type = type;
      this.bytes = bytes;
    }

    Type type() {
      return type;
    }

    byte[] bytes() {
      return bytes;
    }

    int size() {
      return ENTRY_HEADER_BYTES + bytes.length;
    }
  }

  Frame {
    entries = List.copyOf(entries);
  }

  /** How many records it has. */
  int records() {
    return (int) entries.stream().filter(e -> e.type == Type.RECORD).count();
  }

  /** The number after its last record. */
  long next() {
    return first + records();
  }

  /** How many bytes it takes. */
  int size() {
    return HEADER_BYTES + entries.stream().mapToInt(Entry::size).sum();
  }

  /** Its bytes in a file of this stream. */
  ByteBuffer encode(UUID stream) {
    ByteBuffer out = ByteBuffer.allocate(size());
    out.putInt(MAGIC).putLong(first).putInt(records()).putInt(out.capacity() - HEADER_BYTES);
    out.putInt(0);
    for (Entry entry : entries) {
      out.put(entry.type.code).putInt(entry.bytes.length).put(entry.bytes);
    }
    out.flip();
    out.putInt(HEADER_BYTES - Integer.BYTES, checksum(stream, out.duplicate()));
    return out;
  }

  /** Reads a frame of this stream where {@code in} stands; nothing if there is none. */
  static Optional<Frame> decode(UUID stream, ByteBuffer in) {
    int start = in.position();
    if (in.remaining() < HEADER_BYTES || in.getInt() != MAGIC) {
      in.position(start);
      return Optional.empty();
    }
    long first = in.getLong();
    int records = in.getInt();
    int length = in.getInt();
    int checksum = in.getInt();
    if (length < 0 || length > in.remaining()) {
      in.position(start);
      return Optional.empty();
    }
    ByteBuffer whole = in.duplicate().position(start).limit(in.position() + length);
    Optional<Frame> frame =
        checksum(stream, whole.slice()) == checksum
            ? entries(in.duplicate().limit(in.position() + length)).map(e -> new Frame(first, e))
            : Optional.empty();
    if (frame.filter(f -> f.records() == records).isEmpty()) {
      in.position(start);
      return Optional.empty();
    }
    in.position(start + HEADER_BYTES + length);
    return frame;
  }

  private static Optional<List<Entry>> entries(ByteBuffer in) {
    List<Entry> entries = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        Optional<Type> type = Type.of(in.get());
        int length = in.getInt();
        if (type.isEmpty() || length < 0 || length > in.remaining()) {
          return Optional.empty();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        entries.add(new Entry(type.get(), bytes));
      }
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
    return Optional.of(entries);
  }

  /** Of everything but the checksum itself. */
  private static int checksum(UUID stream, ByteBuffer frame) {
    CRC32C crc = new CRC32C();
    ByteBuffer name = ByteBuffer.allocate(2 * Long.BYTES);
    name.putLong(stream.getMostSignificantBits()).putLong(stream.getLeastSignificantBits());
    crc.update(name.flip());
    crc.update(frame.duplicate().position(0).limit(HEADER_BYTES - Integer.BYTES));
    crc.update(frame.duplicate().position(HEADER_BYTES));
    return (int) crc.getValue();
  }
}
