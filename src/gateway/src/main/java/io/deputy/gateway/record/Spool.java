package io.deputy.gateway.record;

import io.deputy.Bytes;
import io.deputy.verify.TokenBlocks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The files of one stream of records. One thread appends; one reads and deletes. The numbers go on
 * where they stopped, whatever stopped them: the last file is never deleted, and says which comes
 * next.
 */
final class Spool implements AutoCloseable {
  private final Path folder;
  private final RecordLimits limits;
  private final FileChannel lock;
  private final List<Segment> segments;
  private FileChannel channel;
  private boolean dirty;

  private Spool(Path folder, RecordLimits limits, FileChannel lock, List<Segment> segments)
      throws IOException {
    this.folder = folder;
    this.limits = limits;
    this.lock = lock;
    this.segments = new CopyOnWriteArrayList<>(segments);
    this.channel = last().openForAppending();
  }

  /**
   * Opens a folder, or makes it and begins a stream.
   *
   * @param frames told of each frame that is there
   * @throws SpoolDamaged if what is there is not what was written
   * @throws IOException if it cannot be used, for instance because another process does
   */
  static Spool open(Path folder, RecordLimits limits, Consumer<Frame> frames) throws IOException {
    Files.createDirectories(folder);
    FileChannel lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      requireAlone(folder, lock);
      return new Spool(folder, limits, lock, segments(folder, frames));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static void requireAlone(Path folder, FileChannel lock) throws IOException {
    FileLock held;
    try {
      held = lock.tryLock();
    } catch (OverlappingFileLockException e) {
      held = null;
    }
    if (held == null) {
      throw new IOException(
          folder + ": another gateway writes its records here; give each a folder of its own");
    }
  }

  private static List<Segment> segments(Path folder, Consumer<Frame> frames) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(Segment::isSegment).sorted().toList();
    }
    List<Segment> segments = new ArrayList<>();
    for (Path file : files) {
      boolean isLast = file.equals(files.get(files.size() - 1));
      Optional<Segment> segment = Segment.open(file, isLast, frames);
      if (segment.isPresent()) {
        requireNext(segments, segment.get());
        segments.add(segment.get());
      }
    }
    if (segments.isEmpty()) {
      segments.add(Segment.create(folder, UUID.randomUUID(), 1));
    }
    return segments;
  }

  private static void requireNext(List<Segment> before, Segment segment) throws SpoolDamaged {
    if (before.isEmpty()) {
      return;
    }
    Segment last = before.get(before.size() - 1);
    if (!last.stream().equals(segment.stream()) || last.next() != segment.first()) {
      throw new SpoolDamaged(
          segment.file(), "does not go on where " + last.file().getFileName() + " ends");
    }
  }

  private Segment last() {
    return segments.get(segments.size() - 1);
  }

  /** The stream. */
  UUID stream() {
    return last().stream();
  }

  /** The number of the first record that is here; of the next one if none is. */
  long first() {
    return segments.get(0).first();
  }

  /** The number of the next record. */
  long next() {
    return last().next();
  }

  /** Bytes of all files. */
  long size() {
    return segments.stream().mapToLong(Segment::size).sum();
  }

  /**
   * Appends entries as one frame, which is on disk when this returns.
   *
   * @throws IOException if it is not; then the numbers are as before
   */
  void append(List<Frame.Entry> entries) throws IOException {
    if (dirty) {
      last().repair(channel);
      dirty = false;
    }
    if (last().size() >= limits.segmentBytes()) {
      roll();
    }
    Frame frame = new Frame(next(), entries);
    if (size() + frame.size() > limits.spoolBytes()) {
      throw new IOException(
          folder + ": the spool is full with " + size() + " bytes; see why nothing is delivered");
    }
    dirty = true;
    last().append(channel, frame);
    dirty = false;
  }

  private void roll() throws IOException {
    Segment fresh = Segment.create(folder, stream(), next());
    FileChannel before = channel;
    channel = fresh.openForAppending();
    segments.add(fresh);
    before.close();
  }

  /** Records that follow each other, and the tokens that stand with them. */
  record Batch(long from, List<String> records, List<TokenBlocks> tokens) {
    long next() {
      return from + records.size();
    }
  }

  /** Where a batch was read, so that the next one begins there. */
  record Cursor(long number, Path file, long offset) {}

  /** A batch, and where it ends. */
  record Fetched(Batch batch, Cursor end) {}

  /**
   * Reads records from a number on.
   *
   * @param from a number from {@link #first} to {@link #next}
   * @param near where the batch before ended; helps if it is at {@code from}
   * @param maxRecords the most
   * @param maxBytes of their JSON; one record and its token are read in any case
   */
  Fetched read(long from, Optional<Cursor> near, int maxRecords, int maxBytes) throws IOException {
    BatchReader reader = new BatchReader(from, maxRecords, maxBytes);
    Cursor cursor = new Cursor(from, folder, 0);
    for (Segment segment : segments) {
      if (segment.next() <= from) {
        continue;
      }
      boolean known =
          near.filter(c -> c.number() == from && c.file().equals(segment.file())).isPresent();
      Segment.Read read = segment.read(known ? near.orElseThrow().offset() : 0, maxBytes);
      long offset = read.offset();
      for (Optional<Frame> f = read.next(); f.isPresent() && !reader.isFull(); f = read.next()) {
        reader.add(f.get());
        offset = reader.isFull() ? offset : read.offset();
      }
      cursor = new Cursor(reader.next(), segment.file(), offset);
      if (reader.next() < segment.next()) {
        break;
      }
    }
    return new Fetched(reader.batch(), cursor);
  }

  /** Takes from frames what fits into a batch. */
  private static final class BatchReader {
    private final long from;
    private final int maxRecords;
    private final List<String> records = new ArrayList<>();
    private final List<TokenBlocks> tokens = new ArrayList<>();
    private int bytesLeft;
    private boolean full;

    BatchReader(long from, int maxRecords, int maxBytes) {
      this.from = from;
      this.maxRecords = maxRecords;
      this.bytesLeft = maxBytes;
    }

    void add(Frame frame) {
      long number = frame.first();
      List<TokenBlocks> before = new ArrayList<>();
      int size = 0;
      for (Frame.Entry entry : frame.entries()) {
        if (entry.type() == Frame.Type.TOKEN) {
          before.add(new TokenBlocks(Bytes.of(entry.bytes())));
          size += base64(entry.bytes().length);
          continue;
        }
        size += entry.bytes().length + 1;
        if (number >= next()) {
          if (!fits(size)) {
            full = true;
            return;
          }
          bytesLeft -= size;
          tokens.addAll(before);
          records.add(new String(entry.bytes(), StandardCharsets.UTF_8));
        }
        before.clear();
        size = 0;
        number++;
      }
    }

    private boolean fits(int size) {
      return records.isEmpty() || (size <= bytesLeft && records.size() < maxRecords);
    }

    /** In quotes and with a comma. */
    private static int base64(int bytes) {
      return (bytes + 2) / 3 * 4 + 3;
    }

    boolean isFull() {
      return full || records.size() >= maxRecords;
    }

    long next() {
      return from + records.size();
    }

    Batch batch() {
      return new Batch(from, List.copyOf(records), List.copyOf(tokens));
    }
  }

  /** Deletes files all of whose records have lower numbers, but for the last file. */
  void deleteBefore(long number) throws IOException {
    while (segments.size() > 1 && segments.get(0).next() <= number) {
      Files.deleteIfExists(segments.get(0).file());
      segments.remove(0);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    lock.close();
  }
}
