package io.deputy.minting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deputy.Bytes;
import io.deputy.Reason;
import io.deputy.Refusal;
import io.deputy.biscuit.Block;
import io.deputy.biscuit.Predicate;
import io.deputy.biscuit.Term;
import io.deputy.chain.ChainId;
import io.deputy.chain.HopId;
import io.deputy.chain.Thumbprint;
import io.deputy.chain.TokenText;
import io.deputy.chain.TrustedKey;
import io.deputy.chain.UnverifiedChain;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a chain says of itself, and where its values end. */
class ChainTest {
  private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-00000000abcd");
  private static final int LONGEST_TEXT = 21_848;

  @Test
  void idsReadAsTheyArePrinted() {
    assertThat(new ChainId(ID)).hasToString(ID.toString());
    assertThat(new HopId(ID)).hasToString(ID.toString());
    assertThat(new ChainId(ID).bytes()).isEqualTo(Bytes.ofHex(ID.toString().replace("-", "")));
  }

  @Test
  void thumbprintHas32BytesOrNone() {
    assertThat(Story.thumbprint(1).toString()).hasSize(43);
    assertThat(Story.thumbprint(1).isBearer()).isFalse();
    assertThat(Thumbprint.BEARER.isBearer()).isTrue();
    for (int size : new int[] {1, 31, 33}) {
      assertThatThrownBy(() -> new Thumbprint(Bytes.of(new byte[size])))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void textForm_isCanonicalBase64() throws Refusal {
    Bytes four = Bytes.ofHex("00ff10ab");
    assertThat(TokenText.write(four)).isEqualTo("AP8Qqw");
    assertThat(TokenText.read("AP8Qqw")).isEqualTo(four);
    assertThat(TokenText.read("AP8Qqw==")).isEqualTo(four);
    for (String text : List.of("AP8Qqx", "AP8Qqw=", "AP8Q qw", "AP8Qq+w", "A", "=", "==")) {
      assertReason(() -> TokenText.read(text), Reason.TOKEN_MALFORMED);
    }
    assertThat(TokenText.read("A".repeat(LONGEST_TEXT)).size()).isGreaterThan(16 * 1024);
    assertReason(() -> TokenText.read("A".repeat(LONGEST_TEXT + 1)), Reason.TOKEN_TOO_LARGE);
  }

  @Test
  void chainTellsWhoAndWhere() throws Exception {
    Minted first = Story.first();
    Bytes plain = Forge.plain(first.token().expose(), Holders.before(50));
    Minted next =
        Story.MINTER.next(Story.VERIFIER.verify(plain), Story.same(first, Story.RESEARCHER));
    UnverifiedChain claimed = UnverifiedChain.read(next.token().expose());
    assertThat(claimed.holderBlocks()).containsExactly(1);
    assertThat(next.chain().holderBlocks()).containsExactly(1);
    assertThat(next.chain().issuer()).isEqualTo(Story.ISSUER);
    assertThat(claimed.biscuit().token()).isEqualTo(next.token().expose());
    assertThat(next.chain().last().block()).isEqualTo(2);
    assertThatThrownBy(() -> claimed.rightsAfter(2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void keyOfNumberZero_isAKey() {
    TrustedKey key = Story.trusted(Story.key(0, 3), TrustedKey.Role.ROOT);
    assertThat(key.number()).isZero();
    assertThatThrownBy(() -> Story.trusted(Story.key(-1, 3), TrustedKey.Role.ROOT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, Short.MAX_VALUE})
  void depthsWithinTheirRange_areRead(long depth) throws Refusal {
    UnverifiedChain chain = UnverifiedChain.read(withDepth(depth));
    assertThat(chain.last().maxDepth()).isEqualTo((int) Math.min(depth, 7));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Short.MAX_VALUE + 1L, 1L << 32, Long.MIN_VALUE})
  void otherDepths_areRefused(long depth) {
    assertReason(() -> UnverifiedChain.read(withDepth(depth)), Reason.AUTHORITY_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 31_556_889_864_403_199L})
  void datesWithinTheirRange_areRead(long date) throws Refusal {
    UnverifiedChain chain = UnverifiedChain.read(issuedAt(date));
    assertThat(chain.last().issuedAt().getEpochSecond()).isEqualTo(date);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 31_556_889_864_403_200L, Long.MAX_VALUE, Long.MIN_VALUE})
  void otherDates_areRefused(long date) {
    assertReason(() -> UnverifiedChain.read(issuedAt(date)), Reason.AUTHORITY_MALFORMED);
  }

  private static Bytes withDepth(long depth) {
    return changed("max_depth", 0, new Term.Int(depth));
  }

  private static Bytes issuedAt(long date) {
    return changed("hop", 4, new Term.Date(date));
  }

  /** A token whose authority states one term otherwise. */
  private static Bytes changed(String fact, int at, Term term) {
    Block authority =
        HopBlocks.authority(
            Story.ISSUER, new ChainId(Story.id()), Story.ALICE, Story.terms(Story.RIGHTS));
    List<Predicate> facts = new ArrayList<>();
    for (Predicate stated : authority.facts()) {
      List<Term> terms = new ArrayList<>(stated.terms());
      if (stated.name().equals(fact)) {
        terms.set(at, term);
      }
      facts.add(new Predicate(stated.name(), terms));
    }
    Block block = Forge.withFacts(authority, f -> facts);
    return Forge.authority(
        BlockWire.write(block, new BlockWire.Tables()).encode(),
        java.util.OptionalLong.of(Story.ROOT.number()),
        1);
  }

  private interface Call {
    Object run() throws Refusal;
  }

  private static void assertReason(Call call, Reason reason) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.reason()).isEqualTo(reason));
  }
}
