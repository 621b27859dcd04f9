package io.deputy.biscuit;

import io.deputy.Bytes;
import java.nio.charset.StandardCharsets;

/** Writes blocks as raw protobuf, sound or not. Field numbers are those of schema.proto. */
final class Payload {
  /** The first symbol of a token's own. */
  static final long OWN = 1024;

  /** The default symbol {@code query}. */
  static final long QUERY = 27;

  private Payload() {}

  static WireWriter message() {
    return new WireWriter();
  }

  static Bytes text(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A block of version 3.3 with one more field. */
  static Bytes block(int field, Bytes value) {
    return message().number(3, 6).bytes(field, value).toBytes();
  }

  static Bytes integer(long value) {
    return message().number(2, value).toBytes();
  }

  static Bytes predicate(long name, Bytes... terms) {
    WireWriter out = message().number(1, name);
    for (Bytes term : terms) {
      out.bytes(2, term);
    }
    return out.toBytes();
  }

  static Bytes fact(Bytes predicate) {
    return message().bytes(1, predicate).toBytes();
  }

  /** A block with one fact {@code query(term)}. */
  static Bytes factWith(Bytes term) {
    return block(4, fact(predicate(QUERY, term)));
  }

  static Bytes check(Bytes... queries) {
    WireWriter out = message();
    for (Bytes query : queries) {
      out.bytes(1, query);
    }
    return out.toBytes();
  }

  static Bytes rule(Bytes... expressions) {
    WireWriter out = message().bytes(1, predicate(QUERY));
    for (Bytes expression : expressions) {
      out.bytes(3, expression);
    }
    return out.toBytes();
  }

  static Bytes expression(Bytes... ops) {
    WireWriter out = message();
    for (Bytes op : ops) {
      out.bytes(1, op);
    }
    return out.toBytes();
  }

  static Bytes push(Bytes term) {
    return message().bytes(1, term).toBytes();
  }

  static Bytes bool() {
    return push(message().number(6, 1).toBytes());
  }

  static Bytes unary(long kind) {
    return message().bytes(2, message().number(1, kind).toBytes()).toBytes();
  }

  static Bytes binary(long kind) {
    return message().bytes(3, message().number(1, kind).toBytes()).toBytes();
  }

  /** A block with one check of one expression. */
  static Bytes checkWith(Bytes... ops) {
    return block(6, check(rule(expression(ops))));
  }
}
