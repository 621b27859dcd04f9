package io.deputy.minting;

import io.deputy.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes bytes, and trees of protobuf, the way an attacker or an accident would. */
final class Mutator {
  /** Numbers at which readers go wrong: symbols, versions, keys, and the ends of integers. */
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    20,
    21,
    22,
    23,
    24,
    25,
    26,
    27,
    28,
    29,
    30,
    1023,
    1024,
    1025,
    1026,
    1030,
    1L << 31,
    1L << 32,
    (1L << 32) + 4,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1
  };

  private static final int LONGEST_PIECE = 24;

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  /** One to three changes of the tree, and now and then of its bytes. */
  Bytes payload(Wire original) {
    if (random.nextInt(10) < 3) {
      return bytes(original.encode());
    }
    Wire changed = original.copy();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      structure(changed);
    }
    Bytes encoded = changed.encode();
    return random.nextInt(20) == 0 ? bytes(encoded) : encoded;
  }

  /** One to three changes of bytes. */
  Bytes bytes(Bytes original) {
    byte[] bytes = original.toArray();
    for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 1; i--) {
      bytes = once(bytes);
    }
    return Bytes.of(bytes);
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(LONGEST_PIECE));
    switch (random.nextInt(9)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> {
        return splice(bytes, at, at + 1, new byte[0]);
      }
      case 3 -> {
        return splice(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
      }
      case 4 -> {
        return splice(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      }
      case 5 -> {
        return splice(bytes, at, end, new byte[0]);
      }
      case 6 -> {
        int other = random.nextInt(bytes.length);
        byte[] piece =
            Arrays.copyOfRange(
                bytes, other, Math.min(bytes.length, other + 1 + random.nextInt(LONGEST_PIECE)));
        return splice(bytes, at, Math.min(bytes.length, at + piece.length), piece);
      }
      // A number, or a length, that is one off.
      case 7 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
      // The same number in a longer form.
      default -> {
        byte[] longer = {(byte) (bytes[at] | 0x80), 0};
        return splice(bytes, at, at + 1, longer);
      }
    }
    return bytes;
  }

  static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    byte[] spliced = Arrays.copyOf(bytes, bytes.length - (to - from) + middle.length);
    System.arraycopy(middle, 0, spliced, from, middle.length);
    System.arraycopy(bytes, to, spliced, from + middle.length, bytes.length - to);
    return spliced;
  }

  private void structure(Wire tree) {
    List<Wire> all = tree.all();
    List<Wire.Field> fields = all.get(random.nextInt(all.size())).fields();
    if (fields.isEmpty()) {
      fields.add(any(all));
      return;
    }
    int at = random.nextInt(fields.size());
    Wire.Field field = fields.get(at);
    switch (random.nextInt(9)) {
      case 0 -> fields.remove(at);
      case 1 -> fields.add(at, Wire.copy(field));
      case 2 -> {
        int other = random.nextInt(fields.size());
        fields.set(at, fields.get(other));
        fields.set(other, field);
      }
      case 3 -> fields.set(at, new Wire.Field(1 + random.nextInt(11), field.value()));
      case 4 -> fields.set(at, new Wire.Field(field.number(), any(all).value()));
      case 5 -> fields.add(at, any(all));
      default -> fields.set(at, new Wire.Field(field.number(), changed(field.value(), all)));
    }
  }

  private Wire.Value changed(Wire.Value value, List<Wire> all) {
    if (value instanceof Wire.Value.Varint number) {
      return new Wire.Value.Varint(
          random.nextInt(3) == 0
              ? number.number() + random.nextInt(5) - 2
              : NUMBERS[random.nextInt(NUMBERS.length)]);
    } else if (value instanceof Wire.Value.Raw raw) {
      return new Wire.Value.Raw(
          raw.bytes().size() < 2 ? Bytes.of((byte) random.nextInt(256)) : bytes(raw.bytes()));
    }
    return Wire.copy(any(all)).value();
  }

  /** A field from anywhere in the tree. */
  private Wire.Field any(List<Wire> all) {
    List<Wire.Field> fields = all.get(random.nextInt(all.size())).fields();
    return fields.isEmpty()
        ? new Wire.Field(1 + random.nextInt(10), new Wire.Value.Varint(random.nextInt(30)))
        : Wire.copy(fields.get(random.nextInt(fields.size())));
  }
}
