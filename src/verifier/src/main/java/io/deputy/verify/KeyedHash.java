package io.deputy.verify;

import io.deputy.Bytes;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * SipHash-2-4 under a key of this process: 64 bits that stand for an id, and that nobody outside
 * can aim at those of another (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012).
 * Here for two shapes of input, both behind one word that says what is hashed.
 */
final class KeyedHash {
  private static final int WORD_BYTES = 8;

  private final long k0;
  private final long k1;

  /** Under these 128 bits, as two little-endian words. */
  KeyedHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /** Under a key that nobody knows. */
  static KeyedHash random() {
    SecureRandom random = new SecureRandom();
    return new KeyedHash(random.nextLong(), random.nextLong());
  }

  /** Of the word, and the two words of the id. */
  long of(long tag, UUID id) {
    State state = new State(k0, k1);
    state.word(tag);
    state.word(id.getMostSignificantBits());
    state.word(id.getLeastSignificantBits());
    return state.end((3L * WORD_BYTES) << 56);
  }

  /** Of the word, and any bytes. */
  long of(long tag, Bytes bytes) {
    State state = new State(k0, k1);
    state.word(tag);
    int size = bytes.size();
    int at = 0;
    for (; at + WORD_BYTES <= size; at += WORD_BYTES) {
      state.word(littleEndian(bytes, at, WORD_BYTES));
    }
    return state.end(((long) (WORD_BYTES + size) << 56) | littleEndian(bytes, at, size - at));
  }

  private static long littleEndian(Bytes bytes, int from, int count) {
    long word = 0;
    for (int i = 0; i < count; i++) {
      word |= (bytes.at(from + i) & 0xffL) << (WORD_BYTES * i);
    }
    return word;
  }

  /** Four words, stirred twice for each word of input and four times at the end. */
  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    State(long k0, long k1) {
      v0 = k0 ^ 0x736f6d6570736575L;
      v1 = k1 ^ 0x646f72616e646f6dL;
      v2 = k0 ^ 0x6c7967656e657261L;
      v3 = k1 ^ 0x7465646279746573L;
    }

    void word(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    long end(long lengthAndRest) {
      word(lengthAndRest);
      v2 ^= 0xff;
      round();
      round();
      round();
      round();
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
