package io.deputy.log;

import io.deputy.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a log that is fetched as one: 256 hashes of one level, or 256 entries, or those of them
 * that there are yet.
 *
 * <p>Source: C2SP tlog-tiles, "Merkle Tree" and "Log entries".
 *
 * @param level whose hashes; none for the entries themselves
 * @param index among those of its level
 * @param width how many hashes or entries: 256 if it is full
 */
public record Tile(OptionalInt level, long index, int width) {
  /** Hashes, or entries, of a full tile. */
  public static final int WIDTH = 256;

  /** Levels of the tree between two levels of tiles. */
  public static final int HEIGHT = 8;

  /** Bytes of an entry: what the length of two bytes before it can say. */
  public static final int MAX_ENTRY_BYTES = 0xffff;

  /** Above this there are no leaves that a number of 64 bits counts. */
  private static final int MAX_LEVEL = 63 / HEIGHT;

  private static final int DIGITS = 3;
  private static final int THOUSAND = 1_000;

  /** Five elements: of a number with more there are no leaves either. */
  private static final Pattern PATH =
      Pattern.compile("(entries|[0-7])/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  /**
   * @throws IllegalArgumentException if there can be no such tile
   */
  public Tile {
    if (level.isPresent() && (level.getAsInt() < 0 || level.getAsInt() > MAX_LEVEL)) {
      throw new IllegalArgumentException("tiles have levels from 0 to " + MAX_LEVEL);
    }
    if (index < 0 || width < 1 || width > WIDTH) {
      throw new IllegalArgumentException("tiles have indexes from 0, and widths from 1 to 256");
    }
  }

  /** The tile with these hashes. */
  public static Tile ofHashes(int level, long index, int width) {
    return new Tile(OptionalInt.of(level), index, width);
  }

  /** The bundle with these entries. */
  public static Tile ofEntries(long index, int width) {
    return new Tile(OptionalInt.empty(), index, width);
  }

  /** How much of a tile there is in a tree of this size: 0 to 256. */
  public static int widthAt(int level, long index, long size) {
    long there = (size >> (level * HEIGHT)) - index * WIDTH;
    return (int) Math.max(0, Math.min(WIDTH, there));
  }

  /** Whether a tree of this size has all of it. */
  public boolean isIn(long size) {
    return width <= widthAt(level.orElse(0), index, size);
  }

  /** Index of its first hash, or entry, within the level. */
  public long first() {
    return index * WIDTH;
  }

  /** Its path below the log's {@code tile/}. */
  public String path() {
    StringBuilder path = new StringBuilder();
    path.append("%03d".formatted(index % THOUSAND));
    for (long rest = index / THOUSAND; rest > 0; rest /= THOUSAND) {
      path.insert(0, "x%03d/".formatted(rest % THOUSAND));
    }
    path.insert(0, (level.isPresent() ? Integer.toString(level.getAsInt()) : "entries") + "/");
    if (width < WIDTH) {
      path.append(".p/").append(width);
    }
    return path.toString();
  }

  /**
   * The tile that a path below the log's {@code tile/} names; empty if it is not the path of one.
   */
  public static Optional<Tile> parse(String path) {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long index = 0;
    for (String element : parts.group(2).split("/", -1)) {
      index = index * THOUSAND + Long.parseLong(element.substring(element.length() - DIGITS));
    }
    int width = parts.group(3) == null ? WIDTH : Integer.parseInt(parts.group(3));
    if (width > WIDTH || (width == WIDTH && parts.group(3) != null)) {
      return Optional.empty();
    }
    Tile tile =
        parts.group(1).equals("entries")
            ? ofEntries(index, width)
            : ofHashes(Integer.parseInt(parts.group(1)), index, width);
    return tile.path().equals(path) ? Optional.of(tile) : Optional.empty();
  }

  /** The content of a tile with these hashes. */
  public static Bytes contentOfHashes(List<Bytes> hashes) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    hashes.forEach(hash -> content.writeBytes(hash.toArray()));
    return Bytes.of(content.toByteArray());
  }

  /** The content of a bundle with these entries. */
  public static Bytes contentOfEntries(List<Bytes> entries) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (Bytes entry : entries) {
      if (entry.size() > MAX_ENTRY_BYTES) {
        throw new IllegalArgumentException("an entry has at most 65,535 bytes");
      }
      content.write(entry.size() >> Byte.SIZE);
      content.write(entry.size());
      content.writeBytes(entry.toArray());
    }
    return Bytes.of(content.toByteArray());
  }

  /** The hashes, or entries, of this tile's content; empty if that is the content of none. */
  public Optional<List<Bytes>> read(Bytes content) {
    List<Bytes> found = level.isPresent() ? hashes(content) : entries(content);
    return found.size() == width ? Optional.of(found) : Optional.empty();
  }

  private static List<Bytes> hashes(Bytes content) {
    List<Bytes> hashes = new ArrayList<>();
    for (int at = 0; at < content.size(); at += TreeHash.SIZE) {
      if (at + TreeHash.SIZE > content.size()) {
        return List.of();
      }
      hashes.add(content.slice(at, at + TreeHash.SIZE));
    }
    return hashes;
  }

  private static List<Bytes> entries(Bytes content) {
    List<Bytes> entries = new ArrayList<>();
    int at = 0;
    while (at < content.size()) {
      int from = at + 2;
      if (from > content.size()) {
        return List.of();
      }
      at =
          from
              + Byte.toUnsignedInt(content.at(at)) * WIDTH
              + Byte.toUnsignedInt(content.at(at + 1));
      if (at > content.size()) {
        return List.of();
      }
      entries.add(content.slice(from, at));
    }
    return entries;
  }
}
