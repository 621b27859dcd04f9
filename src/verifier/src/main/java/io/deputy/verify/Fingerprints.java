package io.deputy.verify;

import java.util.Arrays;

/**
 * A set of 64-bit fingerprints, ten million of them in 10 to 12 bytes each. Immutable: adding makes
 * another set, which shares whatever did not change, so that news cost a few microseconds however
 * many there are, and readers need no locks.
 *
 * <p>The first bits of a fingerprint choose one of {@link #SEGMENTS} tables, the next ones the slot
 * at which looking for it begins; it stands there or in one of the next slots before an empty one.
 */
final class Fingerprints {
  /** Of ten million, some 2,400 in each: one news copies 30 KB, and one reference for each. */
  private static final int SEGMENT_BITS = 12;

  private static final int SEGMENTS = 1 << SEGMENT_BITS;

  /** An empty slot; the fingerprint that would look like it is taken for the next one. */
  private static final long EMPTY = 0;

  private static final long[] NO_SLOTS = {EMPTY};

  static final Fingerprints NONE = none();

  private final long[][] segments;
  private final long size;

  private Fingerprints(long[][] segments, long size) {
    this.segments = segments;
    this.size = size;
  }

  private static Fingerprints none() {
    long[][] segments = new long[SEGMENTS][];
    Arrays.fill(segments, NO_SLOTS);
    return new Fingerprints(segments, 0);
  }

  /** How many different ones there are. */
  long size() {
    return size;
  }

  /** How many bytes the tables take, without the constant that even the empty set takes. */
  long bytes() {
    return Arrays.stream(segments).mapToLong(s -> (long) s.length * Long.BYTES).sum();
  }

  boolean contains(long fingerprint) {
    long wanted = notEmpty(fingerprint);
    long[] slots = segments[segment(wanted)];
    int at = start(wanted, slots.length);
    while (slots[at] != EMPTY) {
      if (slots[at] == wanted) {
        return true;
      }
      at = at + 1 == slots.length ? 0 : at + 1;
    }
    return false;
  }

  /** These and those. */
  Fingerprints with(long... added) {
    if (added.length == 0) {
      return this;
    }
    long[] sorted = added.clone();
    Arrays.setAll(sorted, i -> notEmpty(sorted[i]));
    Arrays.sort(sorted); // So that those of one segment stand together.
    long[][] changed = segments.clone();
    long more = 0;
    int from = 0;
    while (from < sorted.length) {
      int segment = segment(sorted[from]);
      int to = from + 1;
      while (to < sorted.length && segment(sorted[to]) == segment) {
        to++;
      }
      long[] slots = withRoom(segments[segment], to - from);
      for (int i = from; i < to; i++) {
        more += insert(slots, sorted[i]) ? 1 : 0;
      }
      changed[segment] = slots;
      from = to;
    }
    return new Fingerprints(changed, size + more);
  }

  /**
   * A copy with room for {@code more}: at most four fifths full, at least two thirds if made new.
   */
  private static long[] withRoom(long[] slots, int more) {
    int used = (int) Arrays.stream(slots).filter(s -> s != EMPTY).count();
    int needed = used + more;
    if (needed * 5L <= slots.length * 4L) {
      return slots.clone();
    }
    long[] larger = new long[needed + needed / 2 + 1];
    for (long fingerprint : slots) {
      if (fingerprint != EMPTY) {
        insert(larger, fingerprint);
      }
    }
    return larger;
  }

  private static boolean insert(long[] slots, long fingerprint) {
    int at = start(fingerprint, slots.length);
    while (slots[at] != EMPTY) {
      if (slots[at] == fingerprint) {
        return false;
      }
      at = at + 1 == slots.length ? 0 : at + 1;
    }
    slots[at] = fingerprint;
    return true;
  }

  private static long notEmpty(long fingerprint) {
    return fingerprint == EMPTY ? EMPTY + 1 : fingerprint;
  }

  private static int segment(long fingerprint) {
    return (int) (fingerprint >>> (Long.SIZE - SEGMENT_BITS));
  }

  /** The 32 bits after those of the segment, scaled to the number of slots. */
  private static int start(long fingerprint, int slots) {
    return (int) (((fingerprint << SEGMENT_BITS >>> Integer.SIZE) * slots) >>> Integer.SIZE);
  }
}
