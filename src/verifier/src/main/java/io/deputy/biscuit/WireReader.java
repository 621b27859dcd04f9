package io.deputy.biscuit;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one protobuf message and accepts just one encoding of it: fields in ascending order,
 * minimal varints, no unknown field, no repetition of a singular field. Bytes with one meaning have
 * one form, so nobody can change a token without changing what it says.
 *
 * <p>Source: the protobuf encoding, and the field numbers of Biscuit's schema.proto.
 */
final class WireReader {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final long UINT32_MAX = 0xffff_ffffL;

  private final byte[] buffer;
  private final int end;
  private final String message;
  private final int repeated;
  private int position;
  private int field;
  private int wireType;

  private WireReader(byte[] buffer, int from, int end, String message, int[] repeatedFields) {
    this.buffer = buffer;
    this.position = from;
    this.end = end;
    this.message = message;
    int mask = 0;
    for (int number : repeatedFields) {
      mask |= 1 << number;
    }
    this.repeated = mask;
  }

  /** Reads {@code bytes} as the message of this name; only {@code repeated} fields may repeat. */
  static WireReader of(Bytes bytes, String message, int... repeated) {
    return new WireReader(bytes.toArray(), 0, bytes.size(), message, repeated);
  }

  /** Moves to the next field; false at the end of the message. */
  boolean next() throws Refusal {
    if (position == end) {
      return false;
    }
    long tag = rawVarint();
    long number = tag >>> 3;
    if (number == 0 || number > 31) {
      throw unknownField(number);
    }
    if (number < field || (number == field && ((repeated >> number) & 1) == 0)) {
      throw malformed("repeats or misplaces field " + number);
    }
    field = (int) number;
    wireType = (int) (tag & 7);
    return true;
  }

  /** The number of the field that {@link #next} moved to. */
  int field() {
    return field;
  }

  /** The one field of a message that must have exactly one. */
  int only() throws Refusal {
    if (!next()) {
      throw malformed("is empty");
    }
    return field;
  }

  /** Refuses what follows. */
  void end() throws Refusal {
    if (position != end) {
      throw malformed("has more than one content");
    }
  }

  long varint() throws Refusal {
    expect(VARINT);
    return rawVarint();
  }

  /** A varint of at most 32 bits, unsigned. */
  long uint32() throws Refusal {
    long value = varint();
    if (value < 0 || value > UINT32_MAX) {
      throw malformed("has a number beyond 32 bits");
    }
    return value;
  }

  boolean bool() throws Refusal {
    return choice(2) == 1;
  }

  /** The number of an enum constant, below {@code count}. */
  int choice(int count) throws Refusal {
    long value = varint();
    if (value < 0 || value >= count) {
      throw malformed("has a value out of range in field " + field);
    }
    return (int) value;
  }

  Bytes bytes() throws Refusal {
    int length = length();
    Bytes value = Bytes.of(buffer, position, position + length);
    position += length;
    return value;
  }

  String text() throws Refusal {
    int length = length();
    if (isAscii(position, position + length)) {
      position += length;
      return new String(buffer, position - length, length, StandardCharsets.US_ASCII);
    }
    try {
      // A fresh decoder reports malformed input; String's constructor would replace it.
      String value =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(buffer, position, length))
              .toString();
      position += length;
      return value;
    } catch (CharacterCodingException e) {
      throw malformed("has text that is not UTF-8");
    }
  }

  private boolean isAscii(int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** The message in this field, to be read later or at once. */
  WireReader message(String name, int... repeatedFields) throws Refusal {
    int length = length();
    WireReader inner = new WireReader(buffer, position, position + length, name, repeatedFields);
    position += length;
    return inner;
  }

  /** Where the reader stands in the bytes that it was made of. */
  int position() {
    return position;
  }

  /** Refuses a message without one of its required fields. */
  <T> T required(T value, String name) throws Refusal {
    if (value == null) {
      throw malformed("lacks its " + name);
    }
    return value;
  }

  Refusal unknownField() {
    return unknownField(field);
  }

  Refusal malformed(String what) {
    return new Refusal(Reason.TOKEN_MALFORMED, "the token's " + message + " " + what);
  }

  private Refusal unknownField(long number) {
    return malformed("has an unknown field " + number);
  }

  private int length() throws Refusal {
    expect(LENGTH_DELIMITED);
    long length = rawVarint();
    if (length < 0 || length > end - position) {
      throw malformed("is cut short");
    }
    return (int) length;
  }

  private void expect(int type) throws Refusal {
    if (wireType != type) {
      throw malformed("has the wrong wire type in field " + field);
    }
  }

  private long rawVarint() throws Refusal {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == end) {
        throw malformed("is cut short");
      }
      byte b = buffer[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        if ((b == 0 && shift > 0) || (shift == 63 && b > 1)) {
          throw malformed("has a number that is not in its shortest form");
        }
        return value;
      }
    }
    throw malformed("has a number beyond 64 bits");
  }
}
