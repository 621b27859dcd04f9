package io.deputy.issuer.identity;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are on the public internet (the IANA special-purpose address registries, RFC
 * 6890). What is in doubt is not: a name that leads to one of ours must not be followed.
 */
final class PublicAddresses {
  private static final List<Block> SPECIAL =
      List.of(
          Block.of("0.0.0.0", 8), // this network
          Block.of("10.0.0.0", 8), // private
          Block.of("100.64.0.0", 10), // shared by carriers
          Block.of("127.0.0.0", 8), // loopback
          Block.of("169.254.0.0", 16), // link-local; metadata of clouds
          Block.of("172.16.0.0", 12), // private
          Block.of("192.0.0.0", 24), // protocol assignments
          Block.of("192.0.2.0", 24), // documentation
          Block.of("192.88.99.0", 24), // 6to4 relays
          Block.of("192.168.0.0", 16), // private
          Block.of("198.18.0.0", 15), // benchmarks
          Block.of("198.51.100.0", 24), // documentation
          Block.of("203.0.113.0", 24), // documentation
          Block.of("224.0.0.0", 3), // multicast, reserved, broadcast
          Block.of("2001::", 23), // protocol assignments, Teredo among them
          Block.of("2001:db8::", 32), // documentation
          Block.of("2002::", 16), // 6to4: any IPv4 address may be inside
          Block.of("3fff::", 20)); // documentation

  /** Of IPv6 only this is given out; mapped, translated and local addresses lie outside. */
  private static final Block GLOBAL_UNICAST = Block.of("2000::", 3);

  private PublicAddresses() {}

  static boolean include(InetAddress address) {
    return SPECIAL.stream().noneMatch(block -> block.has(address))
        && (address instanceof Inet4Address || GLOBAL_UNICAST.has(address));
  }

  /** All addresses that begin with the first {@code bits} of {@code start}. */
  private record Block(List<Byte> start, int bits) {
    static Block of(String start, int bits) {
      try {
        return new Block(bytes(InetAddress.getByName(start)), bits);
      } catch (java.net.UnknownHostException e) {
        throw new IllegalArgumentException(e);
      }
    }

    boolean has(InetAddress address) {
      List<Byte> other = bytes(address);
      if (other.size() != start.size()) {
        return false;
      }
      int whole = bits / Byte.SIZE;
      int mask = 0xff00 >> bits % Byte.SIZE & 0xff;
      return other.subList(0, whole).equals(start.subList(0, whole))
          && (mask == 0 || (other.get(whole) & mask) == (start.get(whole) & mask));
    }

    private static List<Byte> bytes(InetAddress address) {
      byte[] bytes = address.getAddress();
      Byte[] boxed = new Byte[bytes.length];
      Arrays.setAll(boxed, i -> bytes[i]);
      return List.of(boxed);
    }
  }
}
