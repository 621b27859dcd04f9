package io.deputy.log;

import java.util.Objects;

/**
 * A column that counts in a leaf.
 *
 * @param name as the table has it
 * @param type what it holds
 */
public record LogColumn(String name, Type type) {
  public LogColumn {
    Objects.requireNonNull(name);
    Objects.requireNonNull(type);
  }

  /** What a column holds. Its number stands in the canonical form. */
  public enum Type {
    /** {@code text}. */
    TEXT(0),
    /** {@code smallint}, {@code integer} or {@code bigint}. */
    NUMBER(1),
    /** {@code bytea}. */
    BYTES(2),
    /** {@code uuid}. */
    UUID(3),
    /** {@code timestamptz}. */
    TIME(4),
    /** {@code text[]}. */
    TEXTS(5),
    /** {@code bytea[]}. */
    BYTE_STRINGS(6);

    private final int tag;

    Type(int tag) {
      this.tag = tag;
    }

    int tag() {
      return tag;
    }
  }
}
