package io.deputy.capability;

import com.microsoft.z3.BitVecExpr;
import com.microsoft.z3.BoolExpr;
import com.microsoft.z3.Context;
import java.util.ArrayList;
import java.util.List;

/**
 * An IPv6 address as an unknown bit vector, and what its text (RFC 5952) starts with. The text has
 * one of 29 layouts: no zeros left out, or one run of two to eight groups.
 */
final class SolverIpv6 {
  private static final int GROUPS = 8;
  private static final int DIGITS = 4;

  private final Context z;
  private final BitVecExpr bits;

  SolverIpv6(Context z, String name) {
    this.z = z;
    this.bits = z.mkBVConst(name, 128);
  }

  BitVecExpr bits() {
    return bits;
  }

  /** Not one that stands for an IPv4 address (RFC 4291, section 2.5.5). */
  BoolExpr isAddress() {
    BitVecExpr high = z.mkExtract(127, 32, bits);
    BoolExpr embeds = z.mkOr(z.mkEq(high, z.mkBV(0, 96)), z.mkEq(high, z.mkBV("65535", 96)));
    BoolExpr special = z.mkOr(z.mkEq(bits, z.mkBV(0, 128)), z.mkEq(bits, z.mkBV(1, 128)));
    return z.mkOr(z.mkNot(embeds), special);
  }

  /** Whether its text starts with, or is, the word. */
  BoolExpr starts(String word, boolean whole) {
    List<BoolExpr> any = new ArrayList<>();
    any.add(z.mkAnd(isLayout(0, 0), starts(layout(0, 0), word, whole)));
    for (int length = 2; length <= GROUPS; length++) {
      for (int start = 0; start + length <= GROUPS; start++) {
        any.add(z.mkAnd(isLayout(start, length), starts(layout(start, length), word, whole)));
      }
    }
    return z.mkOr(any.toArray(new BoolExpr[0]));
  }

  /** Whether exactly these zeros are left out: a longest run of them, and the first such. */
  private BoolExpr isLayout(int start, int length) {
    List<BoolExpr> all = new ArrayList<>();
    if (length > 0) {
      all.add(zeros(start, length));
    }
    for (int other = 0; other < GROUPS; other++) {
      for (int more = 2; other + more <= GROUPS; more++) {
        if (more > length || (more == length && other < start)) {
          all.add(z.mkNot(zeros(other, more)));
        }
      }
    }
    return z.mkAnd(all.toArray(new BoolExpr[0]));
  }

  private BoolExpr zeros(int start, int length) {
    return z.mkEq(
        z.mkExtract(127 - 16 * start, 128 - 16 * (start + length), bits), z.mkBV(0, 16 * length));
  }

  /** Groups by number, and between them colons. */
  private static List<String> layout(int start, int length) {
    List<String> tokens = new ArrayList<>();
    for (int group = 0; group < GROUPS; group++) {
      if (length > 0 && group == start) {
        tokens.add("::");
        group += length - 1;
      } else {
        if (!tokens.isEmpty() && !tokens.get(tokens.size() - 1).equals("::")) {
          tokens.add(":");
        }
        tokens.add(Integer.toString(group));
      }
    }
    return tokens;
  }

  private BoolExpr starts(List<String> tokens, String word, boolean whole) {
    List<BoolExpr> all = new ArrayList<>();
    String left = word;
    for (String token : tokens) {
      if (left.isEmpty()) {
        return whole ? z.mkFalse() : z.mkAnd(all.toArray(new BoolExpr[0]));
      }
      if (token.startsWith(":")) {
        if (left.startsWith(token)) {
          left = left.substring(token.length());
        } else {
          boolean half = !whole && token.startsWith(left);
          return half ? z.mkAnd(all.toArray(new BoolExpr[0])) : z.mkFalse();
        }
      } else {
        int end = left.indexOf(':');
        String digits = end < 0 ? left : left.substring(0, end);
        left = left.substring(digits.length());
        all.add(group(Integer.parseInt(token), digits, whole || end >= 0));
      }
    }
    return left.isEmpty() ? z.mkAnd(all.toArray(new BoolExpr[0])) : z.mkFalse();
  }

  /** Whether the group's digits start with these, or are these. */
  private BoolExpr group(int index, String digits, boolean whole) {
    if (!digits.matches("0|[1-9a-f][0-9a-f]{0,3}")) {
      return z.mkFalse();
    }
    BitVecExpr group = z.mkExtract(127 - 16 * index, 112 - 16 * index, bits);
    int value = Integer.parseInt(digits, 16);
    List<BoolExpr> any = new ArrayList<>();
    for (int more = 0; digits.length() + more <= DIGITS && (more == 0 || value > 0); more++) {
      if (more == 0 || !whole) {
        BitVecExpr low = z.mkBV(value << (4 * more), 16);
        BitVecExpr high = z.mkBV(((value + 1) << (4 * more)) - 1, 16);
        any.add(z.mkAnd(z.mkBVULE(low, group), z.mkBVULE(group, high)));
      }
    }
    return z.mkOr(any.toArray(new BoolExpr[0]));
  }
}
