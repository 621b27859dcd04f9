package io.deputy.minting;

import io.deputy.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message as a tree, sound or not: what a block says can be changed at any place before
 * it is signed.
 */
final class Wire {
  private static final int LENGTH_DELIMITED = 2;

  private final List<Field> fields = new ArrayList<>();

  /** What a field holds. */
  sealed interface Value {
    record Varint(long number) implements Value {}

    record Raw(Bytes bytes) implements Value {}

    record Message(Wire message) implements Value {}
  }

  record Field(int number, Value value) {}

  /** The fields in the order of the wire; may be changed. */
  List<Field> fields() {
    return fields;
  }

  Wire number(int field, long number) {
    fields.add(new Field(field, new Value.Varint(number)));
    return this;
  }

  Wire raw(int field, Bytes bytes) {
    fields.add(new Field(field, new Value.Raw(bytes)));
    return this;
  }

  Wire text(int field, String text) {
    return raw(field, Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  Wire message(int field, Wire message) {
    fields.add(new Field(field, new Value.Message(message)));
    return this;
  }

  Wire copy() {
    Wire copy = new Wire();
    for (Field field : fields) {
      copy.fields.add(copy(field));
    }
    return copy;
  }

  static Field copy(Field field) {
    return field.value() instanceof Value.Message inner
        ? new Field(field.number(), new Value.Message(inner.message().copy()))
        : field;
  }

  /** This message and every one inside it. */
  List<Wire> all() {
    List<Wire> all = new ArrayList<>();
    all.add(this);
    for (int i = 0; i < all.size(); i++) {
      for (Field field : all.get(i).fields) {
        if (field.value() instanceof Value.Message inner) {
          all.add(inner.message());
        }
      }
    }
    return all;
  }

  Bytes encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field field : fields) {
      long tag = (long) field.number() << 3;
      if (field.value() instanceof Value.Varint number) {
        varint(out, tag);
        varint(out, number.number());
      } else {
        Bytes bytes =
            field.value() instanceof Value.Message inner
                ? inner.message().encode()
                : ((Value.Raw) field.value()).bytes();
        varint(out, tag | LENGTH_DELIMITED);
        varint(out, bytes.size());
        out.writeBytes(bytes.toArray());
      }
    }
    return Bytes.of(out.toByteArray());
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
