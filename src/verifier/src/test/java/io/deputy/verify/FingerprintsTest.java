package io.deputy.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.bouncycastle.crypto.macs.SipHash;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

/** The set of fingerprints against one of Java's, and the hash against Bouncy Castle's. */
class FingerprintsTest {
  private static final int MANY = 200_000;

  @Test
  void whatWasAddedIsThere_andNothingElse() {
    Random random = new Random(20261124);
    Set<Long> expected = new HashSet<>();
    Fingerprints set = Fingerprints.NONE;
    while (expected.size() < MANY) {
      long[] news = random.longs(1 + random.nextInt(5_000)).toArray();
      for (long one : news) {
        expected.add(one);
      }
      Fingerprints before = set;
      long size = before.size();
      set = set.with(news).with(news);
      assertThat(before.size()).isEqualTo(size);
      assertThat(set.size()).isEqualTo(expected.size());
    }
    for (long one : expected) {
      assertThat(set.contains(one)).isTrue();
      assertThat(Fingerprints.NONE.contains(one)).isFalse();
    }
    for (int i = 0; i < MANY; i++) {
      long other = random.nextLong();
      assertThat(set.contains(other)).isEqualTo(expected.contains(other));
    }
    assertThat(set.bytes() / (double) set.size()).isLessThan(16);
  }

  @Test
  void theOneThatLooksLikeAnEmptySlot_isFoundToo() {
    assertThat(Fingerprints.NONE.contains(0)).isFalse();
    assertThat(Fingerprints.NONE.with(0).contains(0)).isTrue();
    assertThat(Fingerprints.NONE.with(-1).contains(-1)).isTrue();
  }

  @Test
  void hash_isSipHash() {
    Random random = new Random(20261124);
    for (int size = 0; size < 100; size++) {
      long k0 = random.nextLong();
      long k1 = random.nextLong();
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      ByteBuffer input = ByteBuffer.allocate(8 + size).order(ByteOrder.LITTLE_ENDIAN);
      input.putLong(3).put(bytes);
      assertThat(new KeyedHash(k0, k1).of(3, Bytes.of(bytes)))
          .isEqualTo(sipHash(k0, k1, input.array()));
      UUID id = new UUID(k1, k0);
      ByteBuffer words = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
      words.putLong(1).putLong(k1).putLong(k0);
      assertThat(new KeyedHash(k0, k1).of(1, id)).isEqualTo(sipHash(k0, k1, words.array()));
    }
  }

  private static long sipHash(long k0, long k1, byte[] input) {
    ByteBuffer key = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(k0).putLong(k1);
    SipHash hash = new SipHash();
    hash.init(new KeyParameter(key.array()));
    hash.update(input, 0, input.length);
    return hash.doFinal();
  }
}
