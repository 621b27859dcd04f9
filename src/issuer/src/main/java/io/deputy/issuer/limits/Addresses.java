package io.deputy.issuer.limits;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What of an address is one client. */
final class Addresses {
  /** RFC 6177, section 2: whoever has one address of IPv6 has at least its network of 64 bits. */
  private static final int GROUPS_OF_NETWORK = 4;

  private static final int GROUPS = 8;

  private Addresses() {}

  /** An IPv4 address as it is, and the network of an IPv6 address; anything else as it is. */
  static String network(String address) {
    int zone = address.indexOf('%');
    String text = zone < 0 ? address : address.substring(0, zone);
    int gap = text.indexOf("::");
    if (text.indexOf(':') < 0 || text.indexOf('.') >= 0) {
      return address;
    }
    try {
      List<String> groups =
          gap < 0
              ? Arrays.asList(text.split(":", -1))
              : filled(text.substring(0, gap), text.substring(gap + 2));
      StringBuilder network = new StringBuilder();
      for (String group : groups.subList(0, GROUPS_OF_NETWORK)) {
        network.append(HexFormat.fromHexDigits(group)).append(':');
      }
      return network.toString();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return address;
    }
  }

  private static List<String> filled(String before, String after) {
    String[] groups = new String[GROUPS];
    Arrays.fill(groups, "0");
    String[] first = before.isEmpty() ? new String[0] : before.split(":", -1);
    String[] last = after.isEmpty() ? new String[0] : after.split(":", -1);
    System.arraycopy(first, 0, groups, 0, first.length);
    System.arraycopy(last, 0, groups, GROUPS - last.length, last.length);
    return Arrays.asList(groups);
  }
}
