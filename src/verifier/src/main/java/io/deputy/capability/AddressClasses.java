package io.deputy.capability;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Addresses that stand for all addresses. A block is an interval of numbers, and so are, for IPv4,
 * the addresses whose text starts with a literal, or a few intervals: between two neighbouring ends
 * all addresses are alike, and the first stands for them.
 *
 * <p>For IPv6 that is so among addresses with zeros in the same groups, since those decide which
 * zeros the text leaves out. So where literals matter, for every end <i>a</i> those addresses are
 * taken that share some groups with <i>a</i>, are greater by one in the next group, and have any
 * pattern of zeros and ones from there on: whatever address lies between two ends, one of these
 * lies between the same two, and has the same groups zero.
 */
final class AddressClasses {
  private static final Pattern LOOKS_LIKE_V6 = Pattern.compile("[0-9a-f:]{1,39}");
  private static final Pattern LOOKS_LIKE_V4 = Pattern.compile("[0-9.]{1,15}");
  private static final int OCTETS = 4;
  private static final int OCTET_VALUES = 256;
  private static final int GROUPS = 8;
  private static final int GROUP_BITS = 16;
  private static final int GROUP_DIGITS = 4;

  /** The first number of each interval. */
  private final Map<Form, NavigableSet<BigInteger>> cuts = new EnumMap<>(Form.class);

  private final Set<String> samples = new LinkedHashSet<>();

  /** A block that constraints name. */
  void block(Constraint.Cidr cidr) {
    cut(cidr.network().form(), cidr.network().bits(), cidr.last().bits());
    samples.add(cidr.network().text());
  }

  /** The first addresses of the blocks: what people would choose. */
  Set<String> samples() {
    return samples;
  }

  /** One address of each class, those of {@code literals} that are the start of one included. */
  List<String> collect(Set<String> literals, Steps steps) {
    List<String> found = new ArrayList<>();
    if (cuts.containsKey(Form.IPV4)) {
      literals.stream().filter(l -> LOOKS_LIKE_V4.matcher(l).matches()).forEach(this::cutV4);
      cuts.get(Form.IPV4).forEach(bits -> add(Form.IPV4, bits, found));
    }
    if (cuts.containsKey(Form.IPV6)) {
      List<String> starts =
          literals.stream().filter(l -> LOOKS_LIKE_V6.matcher(l).matches()).toList();
      // Where the addresses end that stand for IPv4 addresses, which are none here.
      cut(Form.IPV6, BigInteger.TWO, BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE));
      BigInteger mapped = BigInteger.valueOf(0xffff).shiftLeft(32);
      cut(Form.IPV6, mapped, mapped.add(BigInteger.ONE.shiftLeft(32)).subtract(BigInteger.ONE));
      starts.forEach(this::cutV6);
      for (BigInteger bits : cuts.get(Form.IPV6)) {
        steps.take(1L << (starts.isEmpty() ? 0 : GROUPS));
        add(Form.IPV6, bits, found);
        if (!starts.isEmpty()) {
          addPatterns(bits, found);
        }
      }
    }
    return found;
  }

  /** Tells an interval from what is below and above it. */
  private void cut(Form form, BigInteger first, BigInteger last) {
    cutBelow(form, first);
    cutBelow(form, last.add(BigInteger.ONE));
  }

  private void cutBelow(Form form, BigInteger first) {
    if (first.bitLength() <= IpAddress.length(form)) {
      cuts.computeIfAbsent(form, f -> new TreeSet<>(Set.of(BigInteger.ZERO))).add(first);
    }
  }

  /** Cuts where the addresses whose text starts with {@code literal} begin and end. */
  private void cutV4(String literal) {
    String[] octets = literal.split("\\.", -1);
    long head = 0;
    if (octets.length > OCTETS) {
      return;
    }
    for (int i = 0; i < octets.length - 1; i++) {
      if (!octets[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(octets[i]) >= OCTET_VALUES) {
        return;
      }
      head = head * OCTET_VALUES + Integer.parseInt(octets[i]);
    }
    String begun = octets[octets.length - 1];
    int free = 8 * (OCTETS - octets.length);
    boolean within = false;
    for (int value = 0; value <= OCTET_VALUES; value++) {
      boolean fits = value < OCTET_VALUES && Integer.toString(value).startsWith(begun);
      if (fits != within) {
        cutBelow(Form.IPV4, BigInteger.valueOf((head * OCTET_VALUES + value) << free));
      }
      within = fits;
    }
  }

  /** The same for IPv6: with each number of zeros that two colons may stand for. */
  private void cutV6(String literal) {
    int gap = literal.indexOf("::");
    if (gap < 0) {
      List<String> groups = split(literal);
      cutV6(groups.subList(0, groups.size() - 1), groups.get(groups.size() - 1));
      return;
    }
    List<String> head = gap == 0 ? List.of() : split(literal.substring(0, gap));
    List<String> tail = split(literal.substring(gap + 2));
    for (int zeros = 1; zeros <= GROUPS; zeros++) {
      List<String> groups = new ArrayList<>(head);
      for (int i = 0; i < zeros; i++) {
        groups.add("0");
      }
      groups.addAll(tail.subList(0, tail.size() - 1));
      cutV6(groups, tail.get(tail.size() - 1));
    }
  }

  private static List<String> split(String groups) {
    return List.of(groups.split(":", -1));
  }

  /**
   * Cuts around the addresses with these first groups, and then one that starts with some digits.
   */
  private void cutV6(List<String> groups, String begun) {
    if (groups.size() > GROUPS
        || (groups.size() == GROUPS && !begun.isEmpty())
        || begun.length() > GROUP_DIGITS
        || !groups.stream().allMatch(g -> g.matches("[0-9a-f]{1,4}"))) {
      return;
    }
    BigInteger head = BigInteger.ZERO;
    for (String group : groups) {
      head = head.shiftLeft(GROUP_BITS).or(new BigInteger(group, GROUP_BITS));
    }
    int free = GROUP_BITS * (GROUPS - groups.size());
    if (begun.isEmpty()) {
      cutShifted(head, free);
      return;
    }
    for (int more = 0; begun.length() + more <= GROUP_DIGITS; more++) {
      BigInteger digits = new BigInteger(begun, GROUP_BITS);
      cutShifted(head.shiftLeft(GROUP_BITS - 4 * more).or(digits), free - GROUP_BITS + 4 * more);
    }
  }

  private void cutShifted(BigInteger head, int free) {
    BigInteger first = head.shiftLeft(free);
    cut(Form.IPV6, first, first.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE));
  }

  private static void addPatterns(BigInteger end, List<String> found) {
    for (int shared = 0; shared < GROUPS; shared++) {
      int rest = GROUPS - shared - 1;
      BigInteger head = end.shiftRight(GROUP_BITS * rest).add(BigInteger.ONE);
      if (head.getLowestSetBit() >= GROUP_BITS) {
        // The group was full: no address shares the ones before it and is greater in it.
        continue;
      }
      for (int pattern = 0; pattern < 1 << rest; pattern++) {
        BigInteger bits = head;
        for (int i = 0; i < rest; i++) {
          bits = bits.shiftLeft(GROUP_BITS).or(BigInteger.valueOf(pattern >> i & 1));
        }
        add(Form.IPV6, bits, found);
      }
    }
  }

  private static void add(Form form, BigInteger bits, List<String> found) {
    if (bits.bitLength() <= IpAddress.length(form)) {
      found.add(new IpAddress(form, bits).text());
    }
  }
}
