package io.deputy.gateway.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * One file of the spool: which stream it is of, and frames whose records have numbers without gaps.
 * Written by one thread; read by any, as far as it is on disk.
 *
 * <p>Layout of its beginning, big-endian: magic (8), stream (16), number of the first record (8),
 * CRC-32C of these (4).
 */
final class Segment {
  /** "DEPUTYR1". */
  private static final long MAGIC = 0x4445505554595231L;

  private static final int HEADER_BYTES = 36;
  private static final String SUFFIX = ".records";

  private final Path file;
  private final UUID stream;
  private final long first;

  /** Where the last frame ends that is on disk, and the number after its last record. */
  private volatile End end;

  private record End(long offset, long next) {}

  private Segment(Path file, UUID stream, long first, End end) {
    this.file = file;
    this.stream = stream;
    this.first = first;
    this.end = end;
  }

  /** The names of files sort like the numbers of their records. */
  static Path file(Path folder, long first) {
    return folder.resolve("%019d%s".formatted(first, SUFFIX));
  }

  static boolean isSegment(Path file) {
    return file.getFileName().toString().endsWith(SUFFIX);
  }

  /** Makes a file without records, on disk with its name when this returns. */
  static Segment create(Path folder, UUID stream, long first) throws IOException {
    Path file = file(folder, first);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeFully(channel, header(stream, first), 0);
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    forceFolder(folder);
    return new Segment(file, stream, first, new End(HEADER_BYTES, first));
  }

  /** Makes the names in a folder survive a crash of the machine. */
  static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static ByteBuffer header(UUID stream, long first) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).putLong(MAGIC);
    header.putLong(stream.getMostSignificantBits()).putLong(stream.getLeastSignificantBits());
    header.putLong(first);
    CRC32C crc = new CRC32C();
    crc.update(header.duplicate().flip());
    return header.putInt((int) crc.getValue()).flip();
  }

  /**
   * Opens a file that was written before and checks all of it.
   *
   * @param isLast whether it may end in a frame that was being written when the machine or the
   *     process stopped; such a frame was promised to nobody, and is cut off
   * @param frames told of each frame
   * @return nothing if it was being made when that happened; it is deleted
   * @throws SpoolDamaged if anything else is not as it was written
   */
  static Optional<Segment> open(Path file, boolean isLast, Consumer<Frame> frames)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer in = readFrom(channel, 0);
      if (in.remaining() < HEADER_BYTES && isLast) {
        Files.delete(file);
        return Optional.empty();
      }
      Segment segment = opened(file, in);
      if (!file.getFileName().equals(file(Path.of(""), segment.first).getFileName())) {
        throw new SpoolDamaged(file, "is not the file that its beginning says");
      }
      segment.scan(channel, in, isLast, frames);
      return Optional.of(segment);
    }
  }

  private static Segment opened(Path file, ByteBuffer in) throws SpoolDamaged {
    if (in.remaining() < HEADER_BYTES || in.getLong() != MAGIC) {
      throw new SpoolDamaged(file, "does not begin like a file of records");
    }
    UUID stream = new UUID(in.getLong(), in.getLong());
    long first = in.getLong();
    if (header(stream, first).getInt(HEADER_BYTES - Integer.BYTES) != in.getInt()) {
      throw new SpoolDamaged(file, "has a damaged beginning");
    }
    return new Segment(file, stream, first, new End(HEADER_BYTES, first));
  }

  private void scan(FileChannel channel, ByteBuffer in, boolean isLast, Consumer<Frame> frames)
      throws IOException {
    while (in.hasRemaining()) {
      Optional<Frame> frame = Frame.decode(stream, in).filter(f -> f.first() == end.next);
      if (frame.isEmpty()) {
        cutOff(channel, in, isLast);
        return;
      }
      frames.accept(frame.get());
      end = new End(in.position(), frame.get().next());
    }
  }

  /**
   * A frame is written only after the one before it is on disk. So where a frame follows one that
   * is not there, that one was on disk, and promised to somebody.
   */
  private void cutOff(FileChannel channel, ByteBuffer in, boolean isLast) throws IOException {
    in.position((int) end.offset);
    if (!isLast || frameFollows(in)) {
      throw new SpoolDamaged(file, "is damaged at byte " + end.offset);
    }
    channel.truncate(end.offset);
    channel.force(true);
  }

  private boolean frameFollows(ByteBuffer in) {
    for (int at = in.position() + 1; at <= in.limit() - Frame.HEADER_BYTES; at++) {
      if (in.getInt(at) == Frame.MAGIC
          && Frame.decode(stream, in.duplicate().position(at)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** Writes a frame behind the last one and waits until it is on disk. */
  void append(FileChannel channel, Frame frame) throws IOException {
    writeFully(channel, frame.encode(stream), end.offset);
    channel.force(false);
    end = new End(end.offset + frame.size(), frame.next());
  }

  /** Takes away what a failed append may have left. */
  void repair(FileChannel channel) throws IOException {
    channel.truncate(end.offset);
    channel.force(true);
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long offset)
      throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /**
   * The frames that are on disk, from the one that begins at {@code offset}.
   *
   * @param bytes the most to read, unless a single frame is longer
   * @throws SpoolDamaged if they are not what was written
   */
  Read read(long offset, int bytes) throws IOException {
    long from = Math.max(offset, HEADER_BYTES);
    long limit = end.offset;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int length = (int) Math.min(limit - from, (long) bytes + Frame.MAX_BYTES);
      ByteBuffer in = ByteBuffer.allocate(length);
      while (in.hasRemaining() && channel.read(in, from + in.position()) >= 0) {
        // Until all is read.
      }
      in.flip();
      return new Read(from, in);
    }
  }

  /** Frames that were read from a file, one after another. */
  final class Read {
    private final long from;
    private final ByteBuffer in;

    private Read(long from, ByteBuffer in) {
      this.from = from;
      this.in = in;
    }

    /** Where the next frame begins in the file. */
    long offset() {
      return from + in.position();
    }

    /** The next frame; nothing where the segment ends on disk, or what was read of it. */
    Optional<Frame> next() throws SpoolDamaged {
      if (!in.hasRemaining()) {
        return Optional.empty();
      }
      Optional<Frame> frame = Frame.decode(stream, in);
      boolean cut = from + in.limit() < end.offset && in.remaining() < Frame.MAX_BYTES;
      if (frame.isEmpty() && !cut) {
        throw new SpoolDamaged(file, "is damaged at byte " + offset());
      }
      return frame;
    }
  }

  private static ByteBuffer readFrom(FileChannel channel, long offset) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(Math.toIntExact(channel.size() - offset));
    while (in.hasRemaining() && channel.read(in, offset + in.position()) >= 0) {
      // Until all is read.
    }
    return in.flip();
  }

  FileChannel openForAppending() throws IOException {
    return FileChannel.open(file, StandardOpenOption.WRITE);
  }

  Path file() {
    return file;
  }

  UUID stream() {
    return stream;
  }

  /** The number of its first record, if it has one. */
  long first() {
    return first;
  }

  /** The number after its last record on disk. */
  long next() {
    return end.next;
  }

  /** Bytes of the file, as far as it counts. */
  long size() {
    return end.offset;
  }
}
