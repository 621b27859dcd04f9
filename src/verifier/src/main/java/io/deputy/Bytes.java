package io.deputy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An immutable byte string with value equality. Copies on the way in and on the way out, so it may
 * stand in a record. For public bytes only: {@link #toString()} prints them as hexadecimal.
 */
public final class Bytes implements Comparable<Bytes> {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** Copies {@code value}. */
  public static Bytes of(byte... value) {
    return new Bytes(value.clone());
  }

  /** Copies {@code value[from..to)}. */
  public static Bytes of(byte[] value, int from, int to) {
    return new Bytes(Arrays.copyOfRange(value, from, to));
  }

  /**
   * Reads hexadecimal of either case.
   *
   * @throws IllegalArgumentException if {@code hex} is not pairs of hexadecimal digits
   */
  public static Bytes ofHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  /**
   * Reads URL-safe base64, with or without padding (RFC 4648, section 5).
   *
   * @throws IllegalArgumentException if {@code text} is anything else
   */
  public static Bytes ofBase64Url(String text) {
    return new Bytes(Base64.getUrlDecoder().decode(text));
  }

  /** The number of bytes. */
  public int size() {
    return value.length;
  }

  /** The byte at {@code index}, counted from 0. */
  public byte at(int index) {
    return value[index];
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return value.clone();
  }

  /** Bytes {@code from} (inclusive) to {@code to} (exclusive). */
  public Bytes slice(int from, int to) {
    return of(value, from, to);
  }

  /** SHA-256 of the bytes. */
  public Bytes sha256() {
    try {
      return new Bytes(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** URL-safe base64 without padding (RFC 4648, section 5). */
  public String toBase64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
  }

  /** Lower-case hexadecimal. */
  public String toHex() {
    return HexFormat.of().formatHex(value);
  }

  /** Unsigned lexicographic order. */
  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
