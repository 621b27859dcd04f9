package io.deputy.capability;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address that has exactly one text: dotted decimal without leading zeros, or the canonical
 * form of IPv6 (RFC 5952, section 4). Other spellings (octal, hexadecimal, zones, upper case) are
 * read differently by different programs and are no addresses here; nor are IPv6 addresses that
 * stand for an IPv4 address (RFC 4291, section 2.5.5), which would slip past rules on IPv4.
 *
 * @param form IPV4 or IPV6
 * @param bits the address as a number: below 2^32, or below 2^128
 */
public record IpAddress(Form form, BigInteger bits) {
  private static final Pattern V4 =
      Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");
  private static final Pattern V6 = Pattern.compile("[0-9a-f:]{2,39}");
  private static final int GROUPS = 8;
  private static final int GROUP_BITS = 16;
  private static final int OCTET_BITS = 8;

  /** Bits of one of its {@link #words}. */
  public static final int WORD_BITS = 32;

  /** The highest of its {@link #words}. */
  public static final long MAX_WORD = 0xffff_ffffL;

  /**
   * First 96 bits of the addresses that stand for IPv4 addresses: {@code ::} and {@code ::ffff}.
   */
  private static final List<BigInteger> EMBEDDING_V4 =
      List.of(BigInteger.ZERO, BigInteger.valueOf(0xffff));

  /**
   * @throws IllegalArgumentException if the form has no such address
   */
  public IpAddress {
    if (form != Form.IPV4 && form != Form.IPV6) {
      throw new IllegalArgumentException("not a form of addresses: " + form);
    }
    if (bits.signum() < 0 || bits.bitLength() > length(form)) {
      throw new IllegalArgumentException("no address has this number: " + bits);
    }
  }

  /** How many bits addresses of a form have. */
  static int length(Form form) {
    return form == Form.IPV4 ? 32 : 128;
  }

  /** The address that {@code text} is, if it is one in its one form. */
  public static Optional<IpAddress> parse(String text) {
    if (V4.matcher(text).matches()) {
      BigInteger bits = BigInteger.ZERO;
      for (String octet : text.split("\\.", -1)) {
        bits = bits.shiftLeft(OCTET_BITS).or(BigInteger.valueOf(Integer.parseInt(octet)));
      }
      return Optional.of(new IpAddress(Form.IPV4, bits));
    }
    if (!V6.matcher(text).matches()) {
      return Optional.empty();
    }
    return groups(text)
        .map(bits -> new IpAddress(Form.IPV6, bits))
        .filter(a -> !a.standsForV4() && a.text().equals(text));
  }

  /**
   * Whether it is an IPv6 address that some programs read as an IPv4 address. {@code ::} and {@code
   * ::1} are not: they are the unspecified and the loopback address.
   */
  private boolean standsForV4() {
    return EMBEDDING_V4.contains(bits.shiftRight(length(Form.IPV4)))
        && bits.compareTo(BigInteger.ONE) > 0;
  }

  /** The number that groups of hexadecimal digits stand for; not yet known to be canonical. */
  private static Optional<BigInteger> groups(String text) {
    int gap = text.indexOf("::");
    String head = gap < 0 ? text : text.substring(0, gap);
    String tail = gap < 0 ? "" : text.substring(gap + 2);
    List<String> first = head.isEmpty() ? List.of() : List.of(head.split(":", -1));
    List<String> last = tail.isEmpty() ? List.of() : List.of(tail.split(":", -1));
    int missing = GROUPS - first.size() - last.size();
    if (gap < 0 ? missing != 0 : missing < 1) {
      return Optional.empty();
    }
    List<String> all = new ArrayList<>(first);
    for (int i = 0; i < missing; i++) {
      all.add("0");
    }
    all.addAll(last);
    BigInteger bits = BigInteger.ZERO;
    for (String group : all) {
      if (group.isEmpty() || group.length() > 4) {
        return Optional.empty();
      }
      bits = bits.shiftLeft(GROUP_BITS).or(BigInteger.valueOf(Integer.parseInt(group, 16)));
    }
    return Optional.of(bits);
  }

  /** As numbers of 32 bits, the highest first: Datalog has none of 128. */
  public List<Long> words() {
    List<Long> words = new ArrayList<>();
    for (int free = length(form) - WORD_BITS; free >= 0; free -= WORD_BITS) {
      words.add(bits.shiftRight(free).longValue() & MAX_WORD);
    }
    return words;
  }

  /** Its one text. */
  public String text() {
    if (form == Form.IPV4) {
      long n = bits.longValueExact();
      return (n >> 24) + "." + (n >> 16 & 0xff) + "." + (n >> 8 & 0xff) + "." + (n & 0xff);
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = bits.shiftRight(GROUP_BITS * (GROUPS - 1 - i)).intValue() & 0xffff;
    }
    return text(groups);
  }

  /** The longest run of two or more zeros is left out, the first of several (RFC 5952, 4.2). */
  private static String text(int[] groups) {
    int start = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        boolean separated = text.length() > 0 && text.charAt(text.length() - 1) != ':';
        text.append(separated ? ":" : "").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
