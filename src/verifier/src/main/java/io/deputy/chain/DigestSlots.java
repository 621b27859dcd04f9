package io.deputy.chain;

import io.deputy.Bytes;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A fixed number of values, each remembered under a SHA-256 digest in the one slot that the digest
 * points to; a later value takes the place of an earlier one. Without locks: a reader sees a whole
 * entry, and believes it only if the whole digest is the same.
 */
final class DigestSlots<V> {
  private final AtomicReferenceArray<Entry<V>> slots;

  /**
   * @param size how many slots, a power of two
   */
  DigestSlots(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("the number of slots is a power of two");
    }
    this.slots = new AtomicReferenceArray<>(size);
  }

  private record Entry<V>(Bytes digest, V value) {
    Entry {
      Objects.requireNonNull(digest);
      Objects.requireNonNull(value);
    }
  }

  Optional<V> get(Bytes digest) {
    Entry<V> entry = slots.get(slot(digest));
    return entry != null && entry.digest.equals(digest)
        ? Optional.of(entry.value)
        : Optional.empty();
  }

  void put(Bytes digest, V value) {
    slots.set(slot(digest), new Entry<>(digest, value));
  }

  private int slot(Bytes digest) {
    int bits = (digest.at(0) & 0xff) << 16 | (digest.at(1) & 0xff) << 8 | (digest.at(2) & 0xff);
    return bits & (slots.length() - 1);
  }
}
