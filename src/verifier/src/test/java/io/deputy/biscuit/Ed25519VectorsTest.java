package io.deputy.biscuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.deputy.Bytes;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Signatures on which implementations of Ed25519 disagree.
 *
 * <p>Source: "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko, 2020), the twelve vectors of
 * its table; RFC 8032, section 7.1, test 2, and changes of it.
 */
class Ed25519VectorsTest {
  /**
   * A signature and what we make of it.
   *
   * @param number in its source
   * @param reason what is special about it
   */
  record Vector(
      int number, String reason, String message, String key, String signature, boolean accepted) {
    @Override
    public String toString() {
      return number + ": " + reason;
    }
  }

  /**
   * Verdicts: no small order, no S from the group order on, one encoding; else the equation with
   * the cofactor, as RFC 8032 has it. Vectors 4 and 5 are by signers who chose a key with a part of
   * small order, so nobody but they can make such a signature.
   */
  static final List<Vector> TAMING =
      List.of(
          new Vector(
              0,
              "A and R of small order: anybody can sign anything",
              "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
                  + "0000000000000000000000000000000000000000000000000000000000000000",
              false),
          new Vector(
              1,
              "A of small order",
              "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
              "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
                  + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
              false),
          new Vector(
              2,
              "R of small order",
              "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
              "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
                  + "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
              false),
          new Vector(
              3,
              "A and R with a part of small order, which cancels: any equation holds",
              "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
              "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
              "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f"
                  + "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
              true),
          new Vector(
              4,
              "with cofactor only: the parts of small order do not cancel",
              "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
              "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
              "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512"
                  + "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
              true),
          new Vector(
              5,
              "with cofactor only, and not if 8h is reduced before",
              "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
              "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
              "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7"
                  + "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
              true),
          new Vector(
              6,
              "S above the order",
              "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
              "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
              "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e"
                  + "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
              false),
          new Vector(
              7,
              "S far above the order",
              "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
              "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
              "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942"
                  + "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
              false),
          new Vector(
              8,
              "R not canonical and of small order",
              "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
              "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                  + "03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f",
              false),
          new Vector(
              9,
              "R not canonical and of small order",
              "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
              "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                  + "ca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908",
              false),
          new Vector(
              10,
              "A not canonical and of small order",
              "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
              "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc"
                  + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
              false),
          new Vector(
              11,
              "A not canonical and of small order",
              "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
              "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dc"
                  + "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
              false));

  private static final String KEY =
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
  private static final String R =
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da";
  private static final String S =
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

  static final List<Vector> CHANGES =
      List.of(
          new Vector(0, "as signed", "72", KEY, R + S, true),
          new Vector(1, "another message", "73", KEY, R + S, false),
          new Vector(2, "no message", "", KEY, R + S, false),
          new Vector(3, "one byte short", "72", KEY, (R + S).substring(0, 126), false),
          new Vector(4, "one byte long", "72", KEY, R + S + "00", false),
          new Vector(5, "empty", "72", KEY, "", false),
          new Vector(6, "S of zero", "72", KEY, R + "00".repeat(32), false),
          new Vector(
              7, "S with its highest bit set", "72", KEY, R + S.substring(0, 62) + "80", false),
          new Vector(8, "R with its sign flipped", "72", KEY, R.substring(0, 62) + "5a" + S, false),
          new Vector(
              9, "key with its sign flipped", "72", KEY.substring(0, 62) + "8c", R + S, false),
          new Vector(
              10,
              "S plus the order",
              "72",
              KEY,
              R + "f52db7415978abc61b2c2eb6aeebfca0387b2eaeb4302aeeb00d291612bb0c10",
              false),
          new Vector(11, "R that is no point", "72", KEY, "02" + "00".repeat(31) + S, false),
          new Vector(12, "key that is no point", "72", "02" + "00".repeat(31), R + S, false),
          new Vector(13, "R and S changed places", "72", KEY, S + R, false));

  @ParameterizedTest
  @FieldSource({"TAMING", "CHANGES"})
  void verdict(Vector vector) {
    assertThat(
            StrictEd25519.verify(
                Bytes.ofHex(vector.key()),
                Bytes.ofHex(vector.message()),
                Bytes.ofHex(vector.signature())))
        .isEqualTo(vector.accepted());
  }

  /** Whether the key alone lets a scope annotation through: it must be able to verify something. */
  @ParameterizedTest
  @FieldSource("TAMING")
  void keyOfSmallOrderIsNoKey(Vector vector) {
    boolean small = vector.reason().startsWith("A and R of") || vector.reason().startsWith("A of");
    boolean notCanonical = vector.reason().startsWith("A not");
    assertThat(StrictEd25519.isPoint(Bytes.ofHex(vector.key()))).isEqualTo(!small && !notCanonical);
  }
}
