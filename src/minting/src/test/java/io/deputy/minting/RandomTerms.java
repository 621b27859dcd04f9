package io.deputy.minting;

import io.deputy.Bytes;
import io.deputy.biscuit.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Values from small pools, so that they meet often; among them those that engines disagree on. */
final class RandomTerms {
  /** The types of values. */
  enum Sort {
    INT,
    STR,
    DATE,
    BIN,
    BOOL,
    SET,
    NULL,
    ARRAY,
    MAP
  }

  private static final Sort[] TYPES = Sort.values();

  /** Those before null, arrays and maps. */
  private static final int OLD_TYPES = 6;

  private static final Sort[] MEMBERS = {Sort.INT, Sort.STR, Sort.DATE, Sort.BIN, Sort.BOOL};
  private static final int TEXT_MEMBERS = 3;
  private static final long[] INTS = {-1, 0, 1, 2, 3, 5, 1000, Long.MAX_VALUE, Long.MIN_VALUE};
  private static final String[] TEXTS = {
    "a", "b", "ab", "file1", "", "é", "read", "a b", "A", "²", "\u00a0", "a&b", "x{,2}", "\u0663",
    "\u017f", "\n"
  };
  private static final String[] BINS = {"", "aa", "00ff", "ff"};
  // 2026-11-24 and around; the last is the last that RFC 3339 can write.
  private static final long[] DATES = {0, 1, 1_795_510_800L, 1_795_514_400L, 253_402_300_799L};

  /** Parts of regular expressions, sound and not, and some that engines read in two ways. */
  private static final String[] PATTERNS =
      ("a b ab . ^ $ * + ? | ( ) (?: (?i) (?s) (?m) (?U) (?i-s) (?-i) (?ii) (?P<n> (?<n> [ ] [a-c]"
              + " [^a] [a&&b] [a[b]] [[:alpha:]] [[:^digit:]] [\\w-] [\\d-b] [a-b-c] [b--a] [a~~b]"
              + " []a] [^]a] [-a] {1} {1,2} {2,} {,2} { } x{,2} \\w \\W \\d \\s \\S \\b \\B \\A"
              + " \\z \\a \\C \\Q \\E \\1 \\012 \\x61 \\x{61} \\xg \\pL \\PL \\p{L}"
              + " \\p{Greek} \\u0061 \\< \\> \\/ \\. \\- \\n é ſ s & - file1 [0-9]+ (a|b)")
          .split(" ");

  private static final int DEEPEST = 2;

  private final Random random;
  private final boolean text;

  /**
   * @param text whether only values are drawn that the text parser of biscuit-wasm can read: it
   *     knows no empty set and no empty bytes, and takes {@code {true}} for a parameter
   */
  RandomTerms(Random random, boolean text) {
    this.random = random;
    this.text = text;
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T of(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** A type; nulls, arrays and maps only where Datalog 3.3 is spoken. */
  Sort type(boolean recent) {
    return TYPES[random.nextInt(recent ? TYPES.length : OLD_TYPES)];
  }

  Term value(Sort type) {
    return value(type, 0);
  }

  private Term value(Sort type, int depth) {
    return switch (type) {
      case INT -> new Term.Int(INTS[skewed(INTS.length)]);
      case STR -> new Term.Str(TEXTS[skewed(TEXTS.length)]);
      case DATE -> new Term.Date(DATES[random.nextInt(DATES.length)]);
      case BIN ->
          new Term.Bin(
              Bytes.ofHex(
                  BINS[text ? 1 + random.nextInt(BINS.length - 1) : random.nextInt(BINS.length)]));
      case BOOL -> new Term.Bool(random.nextBoolean());
      case SET -> {
        Sort members = MEMBERS[random.nextInt(text ? TEXT_MEMBERS : MEMBERS.length)];
        Set<Term> set = new LinkedHashSet<>();
        for (int i = random.nextInt(4) + (text ? 1 : 0); i > 0; i--) {
          set.add(value(members, depth + 1));
        }
        yield new Term.SetOf(List.copyOf(set));
      }
      case NULL -> new Term.Null();
      case ARRAY -> {
        List<Term> array = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(inner(depth), depth + 1));
        }
        yield new Term.ArrayOf(array);
      }
      case MAP -> {
        Map<Term, Term> map = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
          map.put(value(chance(50) ? Sort.INT : Sort.STR), value(inner(depth), depth + 1));
        }
        yield new Term.MapOf(map);
      }
    };
  }

  String pattern() {
    StringBuilder pattern = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      pattern.append(PATTERNS[random.nextInt(PATTERNS.length)]);
    }
    return pattern.toString();
  }

  private Sort inner(int depth) {
    return depth < DEEPEST ? TYPES[random.nextInt(TYPES.length)] : Sort.INT;
  }

  /** The first are drawn more often, so that they meet. */
  private int skewed(int bound) {
    return Math.min(random.nextInt(bound), random.nextInt(bound));
  }
}
