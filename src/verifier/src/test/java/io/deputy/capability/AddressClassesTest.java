package io.deputy.capability;

import static io.deputy.capability.Example.cidr;
import static io.deputy.capability.Example.prefix;
import static io.deputy.capability.Example.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressClassesTest {
  @Test
  void aBlockIsToldFromWhatIsBelowAndAboveIt() {
    assertThat(classes("10.0.0.0/8", Set.of())).containsExactly("0.0.0.0", "10.0.0.0", "11.0.0.0");
    assertThat(classes("0.0.0.0/0", Set.of())).containsExactly("0.0.0.0");
    assertThat(classes("255.255.255.255/32", Set.of()))
        .containsExactly("0.0.0.0", "255.255.255.255");
    assertThat(classes("10.1.2.4/30", Set.of())).containsExactly("0.0.0.0", "10.1.2.4", "10.1.2.8");
  }

  @Test
  void theStartOfATextIsIntervalsOfItsLastOctet() {
    assertThat(classes("0.0.0.0/0", Set.of("1")))
        .containsExactly(
            "0.0.0.0", "1.0.0.0", "2.0.0.0", "10.0.0.0", "20.0.0.0", "100.0.0.0", "200.0.0.0");
    assertThat(classes("0.0.0.0/0", Set.of("10.25")))
        .containsExactly("0.0.0.0", "10.25.0.0", "10.26.0.0", "10.250.0.0", "11.0.0.0");
    assertThat(classes("0.0.0.0/0", Set.of("10.0.7.")))
        .containsExactly("0.0.0.0", "10.0.7.0", "10.0.8.0");
    assertThat(classes("0.0.0.0/0", Set.of("255.255.255.255")))
        .containsExactly("0.0.0.0", "255.255.255.255");
    assertThat(classes("0.0.0.0/0", Set.of("0"))).containsExactly("0.0.0.0", "1.0.0.0");
  }

  @Test
  void noAddressStartsLikeThis() {
    for (String none :
        List.of("256.", "300.1", "01.", "1..2", "1.2.3.4.5", "999", "1.2.3.4.", ".1", "1.2.03.")) {
      assertThat(classes("0.0.0.0/0", Set.of(none))).as(none).containsExactly("0.0.0.0");
    }
  }

  @Test
  void literalsCutOnlyTheAddressesTheyCanStart() {
    assertThat(classes("0.0.0.0/0", Set.of("abc", "fe80:", "1.2.3.4 ", "10x"))).hasSize(1);
    assertThat(classes("2001:db8::/32", Set.of("10.", "xyz", "FE80")))
        .isEqualTo(classes("2001:db8::/32", Set.of()));
  }

  @Test
  void theFirstAddressesOfBlocksAreTheSamples() {
    AddressClasses addresses = new AddressClasses();
    assertThat(addresses.collect(Set.of("1.", "fe80:"), new Steps())).isEmpty();
    addresses.block(cidr("192.168.0.0/16"));
    addresses.block(cidr("fe80::/10"));
    assertThat(addresses.samples()).containsExactly("192.168.0.0", "fe80::");
  }

  @Test
  void withoutLiteralsThatMatterABlockOfIpv6IsOneInterval() {
    assertThat(classes("2001:db8::/32", Set.of()))
        .contains("::", "2001:db8::", "2001:db9::")
        // Those between stand for IPv4 addresses, which are none here.
        .contains("::2", "::1:0:0", "::ffff:0:0", "::1:0:0:0")
        .hasSize(7);
  }

  @Test
  void standForAddressesThatStartLikeALiteral() {
    List<String> probes = new ArrayList<>();
    for (int octet : List.of(0, 1, 2, 9, 10, 19, 20, 25, 26, 99, 100, 199, 200, 250, 255)) {
      probes.add(octet + ".0.0.0");
      probes.add("10." + octet + ".0.0");
      probes.add("10.1." + octet + ".255");
      probes.add("10.1.2." + octet);
    }
    for (String start : List.of("1", "10", "10.", "10.1", "10.1.2", "10.1.2.2", "2", "10.1.2.")) {
      StandIns.standForEachText(
          List.of(cidr("10.1.0.0/16"), cidr("10.1.2.128/25"), prefix(start)), probes);
    }
  }

  @Test
  void standForAddressesOfIpv6ThatStartLikeALiteral() {
    List<String> probes =
        List.of(
            "::",
            "::1",
            "1::",
            "10::",
            "1:0:0:1::",
            "2001:db8::",
            "2001:db8::1",
            "2001:db8::1:1",
            "2001:db8:0:1::",
            "2001:db8:0:1:1:1:1:1",
            "2001:db8:1::",
            "2001:db8:1:0:1::",
            "2001:db8:1:2:3:4:5:6",
            "2001:db8:a::",
            "2001:db8:ab::",
            "2001:db8:abc::",
            "2001:db8:abcd::",
            "2001:db8:abcd:1::",
            "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
            "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
            "2001:db9::",
            "2001:db8:0:0:1::1",
            "2001:db8:0:1:0:1:0:1",
            "2001:db8:0:1:1:0:1:1",
            "fe80::",
            "ffff::",
            "2001:db8::a:0:0",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "a::",
            "a:0:1::",
            "a:1::",
            "::a:1:1:1:1");
    for (String start :
        List.of(
            "2001:db8:",
            "2001:db8::",
            "2001:db8::1",
            "2001:db8:a",
            "2001:db8:ab",
            "2001:db8:0:1",
            "2",
            "a",
            "::",
            "::a",
            "2001:db8:0:1:",
            "2001:db8:1:2:3:4:5:6",
            "f",
            "1:",
            "a:1")) {
      StandIns.standForEachText(
          List.of(cidr("2001:db8::/32"), cidr("a::/16"), prefix(start)), probes);
    }
  }

  @Test
  void aTextIsTheAddressThatItStartsAndNoOther() {
    StandIns.standForEachText(
        List.of(cidr("::/0"), text("2001:db8::1"), prefix("2001:db8::1")),
        List.of("2001:db8::1", "2001:db8::10", "2001:db8::1:0", "2001:db8::1:1", "2001:db8::2"));
  }

  @Test
  void literalsOfIpv6CostSteps() {
    AddressClasses addresses = new AddressClasses();
    IntStream.range(0, 300)
        .forEach(i -> addresses.block(cidr(Integer.toHexString(4096 + 2 * i) + "::/16")));
    assertThat(addresses.collect(Set.of(), new Steps())).hasSize(605);
    assertThatThrownBy(() -> addresses.collect(Set.of("a"), new Steps()))
        .isInstanceOf(Steps.Exhausted.class);
  }

  private static List<String> classes(String block, Set<String> literals) {
    AddressClasses addresses = new AddressClasses();
    addresses.block(cidr(block));
    return addresses.collect(literals, new Steps());
  }
}
