package io.deputy.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import org.junit.jupiter.api.Test;

/**
 * What is remembered is found under its whole digest, and never more of it than there are slots.
 */
class DigestSlotsTest {
  private final DigestSlots<String> slots = new DigestSlots<>(4);

  @Test
  void value_isFoundUnderItsDigest() {
    Bytes digest = Bytes.of((byte) 1).sha256();
    slots.put(digest, "one");
    assertThat(slots.get(Bytes.of(digest.toArray()))).contains("one");
    assertThat(slots.get(Bytes.of((byte) 2).sha256())).isEmpty();
  }

  @Test
  void anotherDigestOfTheSameSlot_findsNothingAndTakesItsPlace() {
    byte[] bytes = new byte[32];
    Bytes one = Bytes.of(bytes);
    bytes[31] = 1;
    Bytes other = Bytes.of(bytes);
    slots.put(one, "one");
    assertThat(slots.get(other)).isEmpty();
    slots.put(other, "other");
    assertThat(slots.get(one)).isEmpty();
    assertThat(slots.get(other)).contains("other");
  }

  @Test
  void moreValuesThanSlots_areNotRemembered() {
    int found = 0;
    for (int i = 0; i < 100; i++) {
      slots.put(Bytes.of((byte) i).sha256(), "value");
    }
    for (int i = 0; i < 100; i++) {
      found += slots.get(Bytes.of((byte) i).sha256()).isPresent() ? 1 : 0;
    }
    assertThat(found).isEqualTo(4);
  }

  @Test
  void sizeThatIsNoPowerOfTwo_isRefused() {
    assertThatThrownBy(() -> new DigestSlots<String>(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DigestSlots<String>(6))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
