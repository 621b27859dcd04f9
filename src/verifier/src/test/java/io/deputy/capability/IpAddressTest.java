package io.deputy.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class IpAddressTest {
  @Test
  void textsOfAddresses() {
    for (String text :
        List.of(
            "0.0.0.0",
            "1.2.3.4",
            "10.20.30.40",
            "99.100.199.200",
            "249.250.255.255",
            "::",
            "::1",
            "1::",
            "::2:0:0:0",
            "2001:db8::1",
            "2001:db8:0:1:1:1:1:1",
            "1:0:0:2::3",
            "2001:db8::1:0:0:1",
            "0:1::",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7:0",
            "0:2:3:4:5:6:7:8",
            "64:ff9b::102:304",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")) {
      assertThat(IpAddress.parse(text)).as(text).isPresent();
      assertThat(IpAddress.parse(text).orElseThrow()).as(text).hasToString(text);
    }
  }

  @Test
  void otherSpellingsAreNoAddresses() {
    for (String text :
        List.of(
            "",
            "1",
            "1.2.3",
            "1.2.3.4.5",
            "1.2.3.4.",
            ".1.2.3.4",
            "01.2.3.4",
            "1.2.3.256",
            "1.2.3.260",
            "300.1.1.1",
            "0x1.2.3.4",
            "1.2.3.4 ",
            "::FFFF",
            "::01",
            "::0",
            "0::",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::8:9",
            "1::2::3",
            ":::",
            "1:",
            ":1",
            "2001:db8:0:0:0:0:0:1",
            "2001:db8:0:0:1::1",
            "1::2:3:4:5:6:7:8",
            "1:2:3::4:5:6:7:8",
            "::1%1",
            "12345::",
            "fe80::%eth0",
            "::1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7:")) {
      assertThat(IpAddress.parse(text)).as(text).isEmpty();
    }
  }

  /** RFC 4291, section 2.5.5; the unspecified and the loopback address are none of these. */
  @Test
  void thoseThatStandForIpv4AreNoAddresses() {
    for (String text :
        List.of("::2", "::ffff", "::a00:1", "::ffff:0:0", "::ffff:a00:1", "::ffff:ffff:ffff")) {
      assertThat(IpAddress.parse(text)).as(text).isEmpty();
    }
    for (String text : List.of("::", "::1", "::1:0:0", "::fffe:ffff:ffff", "::1:0:0:0")) {
      assertThat(IpAddress.parse(text)).as(text).isPresent();
    }
  }

  @Test
  void numbersOfAddresses() {
    assertThat(number("1.2.3.4")).isEqualTo(BigInteger.valueOf(0x01020304));
    assertThat(number("255.255.255.255")).isEqualTo(BigInteger.valueOf(IpAddress.MAX_WORD));
    assertThat(number("1:2::3")).isEqualTo(new BigInteger("00010002000000000000000000000003", 16));
    assertThat(IpAddress.parse("1.2.3.4").orElseThrow().words()).containsExactly(0x01020304L);
    assertThat(IpAddress.parse("1:2:3:4:5:6:ffff:fffe").orElseThrow().words())
        .containsExactly(0x10002L, 0x30004L, 0x50006L, 0xfffffffeL);
  }

  @Test
  void onlyNumbersThatFit() {
    BigInteger beyond = BigInteger.ONE.shiftLeft(32);
    assertThat(new IpAddress(Form.IPV4, beyond.subtract(BigInteger.ONE)))
        .hasToString("255.255.255.255");
    assertThatThrownBy(() -> new IpAddress(Form.IPV4, beyond)).hasMessageContaining("4294967296");
    assertThatThrownBy(() -> new IpAddress(Form.IPV6, BigInteger.ONE.shiftLeft(128)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IpAddress(Form.IPV4, BigInteger.ONE.negate()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IpAddress(Form.TEXT, BigInteger.ONE)).hasMessageContaining("TEXT");
    assertThat(new IpAddress(Form.IPV6, beyond)).hasToString("::1:0:0");
  }

  @Test
  void blocksHaveAFirstAndALastAddress() {
    assertThat(Example.cidr("10.0.0.0/8").last()).hasToString("10.255.255.255");
    assertThat(Example.cidr("10.0.0.1/32").last()).hasToString("10.0.0.1");
    assertThat(Example.cidr("0.0.0.0/0").last()).hasToString("255.255.255.255");
    assertThat(Example.cidr("fe80::/10").last())
        .hasToString("febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    for (String none :
        List.of("10.0.0.1/31", "10.0.0.0/-1", "10.0.0.0/33", "128.0.0.0/0", "fe80::1/127")) {
      assertThatThrownBy(() -> Example.cidr(none)).as(none).hasMessageContaining("first address");
    }
  }

  private static BigInteger number(String text) {
    return IpAddress.parse(text).orElseThrow().bits();
  }
}
